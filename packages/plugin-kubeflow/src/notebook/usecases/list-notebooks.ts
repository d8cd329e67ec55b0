import {kindsOf, mayNotList, notServed} from '../../domain/served.ts'
import type {Reading} from '../../usecases/list-objects.ts'
import {type Notebook, toNotebook} from '../domain/notebook.ts'
import type {NotebookStore} from '../domain/ports.ts'

export async function listNotebooks(
  reading: Reading & {readonly notebooks: NotebookStore},
  namespace: string | undefined,
): Promise<readonly Notebook[]> {
  const kinds = kindsOf(await reading.detection.served(), 'notebooks')
  if (kinds.length === 0) throw notServed('notebooks')
  const {objects, denied} = await reading.objects.list(kinds, namespace)
  if (denied.length === kinds.length) throw mayNotList(denied, namespace)
  const needsPods = objects.some(({kind, health}) => kind.word === 'workspace' && health === 'ready')
  const running = needsPods ? await reading.notebooks.running(namespace) : new Map()
  return objects.map((object) => toNotebook(object, running))
}
