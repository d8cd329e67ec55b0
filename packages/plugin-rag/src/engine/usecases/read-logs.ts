import type {KaitoStore} from '@ome/kaito/kaito-store'
import {OmeError} from '@ome/sdk/errors'
import type {EngineName} from '../../domain/engine-name.ts'
import type {EngineLogs, LogQuestion} from '../domain/engine-logs.ts'
import {getEngine} from './follow-engine.ts'

/** Lines of the engine's pod: the newest, for while one is replaced there are two. */
export async function readLogs(
  store: KaitoStore,
  logs: EngineLogs,
  engine: EngineName,
  question: LogQuestion,
): Promise<AsyncIterable<string>> {
  const {pods, trouble} = await getEngine(store, engine)
  const started = pods.filter(({phase}) => phase !== 'Pending')
  const [pod] = started.toSorted(
    (a, b) => Number(a.terminating) - Number(b.terminating) || later(a.createdAt, b.createdAt),
  )
  const {namespace, name} = engine
  if (!pod)
    throw new OmeError('not-found', `ragengine "${name}" has no pod that runs${trouble ? `: ${trouble.says}` : ''}`, [
      trouble?.next ?? `see what it waits for: ome rag status ${name} -n ${namespace}`,
    ])
  return logs.read({namespace, pod: pod.name, container: pod.container}, question)
}

const later = (a: string | undefined, b: string | undefined): number => Date.parse(b ?? '') - Date.parse(a ?? '') || 0
