import type {KaitoReport} from '@ome/kaito/kaito-report'
import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {KaitoRagEngine} from '@ome/kaito/rag-engine'
import type {IndexSummary} from '../../documents/domain/index-summary.ts'

/** Whether something answers: `unknown` where it cannot be asked from here. */
export interface Reach {
  readonly result: 'yes' | 'no' | 'unknown'
  readonly detail: string
}

/** An engine with what its service and its model say. */
export interface EngineStatus {
  readonly report: KaitoReport & {readonly subject: KaitoRagEngine}
  readonly embedding: Embedding
  /** Absent while the service does not answer. */
  readonly indexes?: readonly IndexSummary[]
  readonly service: Reach
  readonly llm: Reach
}

export interface Embedding {
  readonly inUse: string
  /** What the object asks for, where that is something else. */
  readonly asked?: string
}

/** What the service of KAITO up to v0.12 embeds with, whatever the object says. */
export const usualEmbedding = 'BAAI/bge-small-en-v1.5'

/** The service reads other variables than the operator sets, up to this release (kaito-project/kaito#2365). */
export function ignoresEmbedding({version}: Pick<OperatorProfile, 'version'>): boolean {
  const [major = 0, minor = 0] = (version ?? '0.12').split('.').map(Number)
  return major === 0 && minor <= 12
}

export function embeddingOf({embedding}: KaitoRagEngine, profile: Pick<OperatorProfile, 'version'>): Embedding {
  if (!ignoresEmbedding(profile) || embedding.of === usualEmbedding) return {inUse: embedding.of}
  return {inUse: usualEmbedding, asked: embedding.of}
}

/** One question to an engine's health, as `health` answers them. */
export interface HealthCheck {
  readonly check: string
  readonly result: Reach['result']
  readonly detail: string
}

/** Whether an engine can answer, in the order in which its parts depend on each other. */
export function healthChecks(
  {report, service, indexes, llm}: EngineStatus,
  isDetailed: boolean,
): readonly HealthCheck[] {
  const {subject, pods, trouble} = report
  const check = (name: string, isGood: boolean, detail: string): HealthCheck => ({
    check: name,
    result: isGood ? 'yes' : 'no',
    detail,
  })
  return [
    check('engine', subject.state === 'Ready', trouble ? `${subject.state}: ${trouble.says}` : subject.state),
    check(
      'pod',
      pods.some(({ready}) => ready),
      pods.map(({name, ready}) => `${name} ${ready ? 'ready' : 'not ready'}`).join(', ') || 'none',
    ),
    {check: 'service', ...service},
    ...(indexes === undefined ? [] : [indexCheck(indexes)]),
    {check: 'model', ...llm},
    ...(isDetailed ? subject.conditions.map(conditionCheck) : []),
  ]
}

/** An engine that was just made has none: that is no illness. */
const indexCheck = (indexes: readonly IndexSummary[]): HealthCheck => ({
  check: 'indexes',
  result: 'yes',
  detail:
    indexes.length === 0 ? 'none yet' : indexes.map(({index, chunks}) => `${index} (${chunks} chunks)`).join(', '),
})

/** Failures of the service are written to a type of their own, which stays when it has recovered. */
const conditionCheck = ({type, status, reason, message}: KaitoRagEngine['conditions'][number]): HealthCheck => ({
  check: type,
  result: status === 'True' ? 'yes' : type === 'RAGEngineServiceReady' ? 'unknown' : 'no',
  detail: message ?? reason ?? status,
})
