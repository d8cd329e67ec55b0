import type {KaitoReport} from '@ome/kaito/kaito-report'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {listIndexes} from '../../documents/usecases/indexes.ts'
import type {EngineName} from '../../domain/engine-name.ts'
import {type EngineStatus, embeddingOf, type Reach} from '../domain/engine-status.ts'
import {serviceBehind} from '../domain/inference-url.ts'
import type {LlmProbe} from '../domain/llm-probe.ts'
import type {StatusSources} from '../domain/status-sources.ts'
import {followEngine, getEngine} from './follow-engine.ts'

/** An engine with what its service and its model say now. */
export const reportEngine = async (sources: StatusSources, engine: EngineName): Promise<EngineStatus> =>
  await statusOf(sources, await getEngine(sources.store, engine))

/** The same after every change of the object, its pods and machines. */
export async function* watchEngine(
  sources: StatusSources,
  engine: EngineName,
  signal: AbortSignal,
): AsyncGenerator<EngineStatus> {
  for await (const report of followEngine(sources.store, engine, signal)) yield await statusOf(sources, report)
}

async function statusOf(sources: StatusSources, report: KaitoReport): Promise<EngineStatus> {
  const {subject} = report
  if (subject.noun !== 'ragengine') throw new OmeError('bug', `${subject.name} is a ${subject.noun}`)
  const [profile, asked, llm] = await Promise.all([
    sources.profile(),
    askService(sources, report),
    askLlm(sources.probe, subject.llmUrl, subject.namespace),
  ])
  return {report: {...report, subject}, embedding: embeddingOf(subject, profile), ...asked, llm}
}

async function askService(
  {service}: StatusSources,
  {pods}: KaitoReport,
): Promise<Pick<EngineStatus, 'service' | 'indexes'>> {
  if (!pods.some(({ready}) => ready)) return {service: {result: 'no', detail: 'no pod is ready'}}
  try {
    const [detail, indexes] = await Promise.all([service.health(), listIndexes(service)])
    return {service: {result: 'yes', detail}, indexes}
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled' || error.kind === 'bug') throw error
    return {service: {result: error.kind === 'denied' ? 'unknown' : 'no', detail: error.message}}
  }
}

async function askLlm(probe: LlmProbe, url: string | undefined, namespace: string): Promise<Reach> {
  if (url === undefined) return {result: 'unknown', detail: 'none: passages alone can be asked for'}
  const inside = URL.canParse(url) ? serviceBehind(url, namespace) : undefined
  if (inside === undefined) return {result: 'unknown', detail: 'outside the cluster, not asked from here'}
  return await probe.ask(inside)
}
