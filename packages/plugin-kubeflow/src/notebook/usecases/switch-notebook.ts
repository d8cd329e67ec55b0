import type {Plan} from '@ome/sdk/plan'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import {parseObject} from '../../domain/object-name.ts'
import {findObject} from '../../usecases/find-object.ts'
import type {Reading} from '../../usecases/list-objects.ts'
import {isPaused, notebookKinds} from '../domain/notebook.ts'
import type {NotebookWriter} from '../domain/ports.ts'

export interface FindNotebook {
  readonly name: string
  readonly kind?: string | undefined
  readonly namespace: string
}

/** A notebook of either kind; `notebook/x` and `--kind notebook` say which one. */
export async function findNotebook(reading: Reading, {name, kind, namespace}: FindNotebook): Promise<KubeflowObject> {
  const typed = parseObject(kind === undefined || name.includes('/') ? name : `${kind}/${name}`)
  return findObject(reading, {typed, namespace, among: notebookKinds})
}

export interface SwitchNotebook {
  readonly to: 'on' | 'off'
  readonly at: Date
}

/** A plan that stops or starts a notebook; nothing to do where it is so already. */
export function planSwitch(object: KubeflowObject, writer: NotebookWriter, {to, at}: SwitchNotebook): Plan {
  const {kind, name, namespace} = object
  const label = {kind: kind.resource.kind, name, ...(namespace !== undefined && {namespace})}
  const live = {resource: kind.resource, object: object.raw}
  if ((to === 'off') === isPaused(object)) return {changes: [{action: 'unchanged', object: label, live}]}
  if (to === 'on') return {changes: [{action: 'start', object: label, write: writer.start(object)}]}
  return {
    changes: [
      {
        action: 'stop',
        object: label,
        reason: 'its pod goes: what is on its volumes stays, what is only in memory is lost',
        write: writer.stop(object, at),
      },
    ],
    asks: `Stop ${kind.word} ${name}?`,
  }
}

export const isRunning = ({health}: KubeflowObject): boolean => health === 'ready'
export const isStopped = ({health}: KubeflowObject): boolean => health === 'off'
