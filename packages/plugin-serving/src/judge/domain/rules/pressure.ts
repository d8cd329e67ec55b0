import {gpuCount} from '@ome/inference-model/deploy/placement'
import {numberText, valueText} from '../../../measure/domain/metric-rows.ts'
import type {Evidence} from '../evidence.ts'
import {engineOf, gpuValueOf, levelOf, quantileOf} from '../evidence.ts'
import type {Finding, Rule} from '../finding.ts'
import {boundsOf} from './bounds.ts'

const busyPercent = 90
const fullCache = 90
/** Requests that wait longer than this for a place feel it. */
const noticeableSeconds = 0.5

/** Requests wait for a place in a batch: more replicas, where GPUs are free. */
export const queue: Rule = (evidence) => {
  const waiting = levelOf(evidence, 'waiting') ?? 0
  const queued = quantileOf(evidence, 'queue-time', 'p95')
  const isSlow = queued !== undefined && queued.relation !== '<' && queued.value > noticeableSeconds
  if (waiting < 1 && !isSlow) return []
  const told = [
    ...(waiting >= 1 ? [`${numberText(waiting)} requests wait now`] : []),
    ...(isSlow ? [`waiting time p95 ${valueText(queued)} s`] : []),
  ]
  return [moreReplicas(evidence, {rule: 'queue', finding: 'requests wait for a place', evidence: told.join(', ')})]
}

/** The KV cache is full: requests are put off or done again. */
export const fullKvCache: Rule = (evidence) => {
  const cache = levelOf(evidence, 'kv-cache')
  const preemptions = levelOf(evidence, 'preemptions-per-second') ?? 0
  if ((cache === undefined || cache < fullCache) && preemptions <= 0) return []
  const told = [
    ...(cache === undefined ? [] : [`KV cache ${numberText(cache)} %`]),
    ...(preemptions > 0 ? [`${numberText(preemptions * 60)} preemptions a minute`] : []),
  ]
  const found = moreReplicas(evidence, {rule: 'kv-cache', finding: 'the KV cache is full', evidence: told.join(', ')})
  return [{...found, change: `${found.change}; or a shorter context, or an fp8 KV cache`}]
}

function moreReplicas(evidence: Evidence, found: Pick<Finding, 'rule' | 'finding' | 'evidence'>): Finding {
  const engine = engineOf(evidence)
  const now = engine?.replicas ?? 0
  const bounds = boundsOf(evidence)
  const gpus = engine?.gpus ?? 0
  const change = `replicas ${now} → ${now + 1}`
  if (evidence.room === 0)
    return {...found, change: `${change}, once GPUs are free`, effect: 'none now: no replica more fits', risk: 'none'}
  return {
    ...found,
    change: bounds.max > now ? `least replicas ${bounds.min} → ${now + 1}` : change,
    effect: `a share of ${Math.round(100 / (now + 1))} % of the load moves; ${gpuCount(gpus)} more held`,
    risk: 'low',
    adjustment: {replicas: {min: now + 1, max: Math.max(bounds.max, now + 1)}},
  }
}

/** GPUs are busy all the time: that says nothing of reserves, but a queue will come. */
export const busyGpus: Rule = (evidence) => {
  const busy = gpuValueOf(evidence, 'gpu-utilization')
  if (busy === undefined || busy < busyPercent || (levelOf(evidence, 'waiting') ?? 0) > 0) return []
  const {name, namespace} = evidence.service
  return [
    {
      rule: 'busy-gpus',
      finding: 'its GPUs are busy nearly all the time',
      evidence: `GPU utilization ${numberText(busy)} %, nothing waits`,
      change: `find its limit: ome load-test service ${name} -n ${namespace}`,
      effect: 'tells how much more it takes before requests wait',
      risk: 'none',
    },
  ]
}

/** The first token comes late although nothing waits: prompts are long. */
export const slowPrefill: Rule = (evidence) => {
  const first = quantileOf(evidence, 'ttft', 'p95')
  if (!first || first.relation === '<' || first.value < 2 || (levelOf(evidence, 'waiting') ?? 0) > 0) return []
  const hits = levelOf(evidence, 'prefix-cache')
  const told = hits === undefined ? '' : `, prefix cache hits ${numberText(hits)} %`
  return [
    {
      rule: 'slow-prefill',
      finding: 'the first token comes late',
      evidence: `time to first token p95 ${valueText(first)} s, nothing waits${told}`,
      change: 'prompts that begin alike (prefix cache), or a runtime with prefill apart',
      effect: 'less to compute before the first token',
      risk: 'low',
    },
  ]
}

export const failures: Rule = (evidence) => {
  const {service} = evidence
  const requests = levelOf(evidence, 'requests-per-second') ?? 0
  const failed = levelOf(evidence, 'failed-per-second') ?? 0
  const broken = levelOf(evidence, 'server-errors-per-second') ?? 0
  const share = requests > 0 ? (100 * (failed + broken)) / requests : 0
  if (share < 1) return []
  return [
    {
      rule: 'failures',
      finding: 'requests fail',
      evidence: `${numberText(share)} % are given up or end in an error of the engine`,
      change: `see why: ome logs service ${service.name} -n ${service.namespace} --level error`,
      effect: 'none by itself',
      risk: 'none',
    },
  ]
}
