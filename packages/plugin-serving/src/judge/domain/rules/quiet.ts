import {gpuCount} from '@ome/inference-model/deploy/placement'
import {numberText, windowText} from '../../../measure/domain/metric-rows.ts'
import {type Evidence, engineOf, gpuValueOf, levelOf, windowOf} from '../evidence.ts'
import type {Rule} from '../finding.ts'
import {boundsOf} from './bounds.ts'

const hour = 3600
const idlePercent = 30
const emptyCache = 25
const wantedLoad = 0.6

/** Long enough to be no accident. */
const isLong = ({measured}: Evidence): boolean => windowOf(measured).seconds >= hour

/** Nobody asked: fewer replicas, or none. */
export const idle: Rule = (evidence) => {
  const requests = levelOf(evidence, 'requests-per-second')
  if (requests !== 0 || !isLong(evidence) || (levelOf(evidence, 'running') ?? 0) > 0) return []
  const {name, namespace} = evidence.service
  const now = engineOf(evidence)?.replicas ?? 0
  const told = `no request in ${windowText({...windowOf(evidence.measured)})}`
  const gpus = engineOf(evidence)?.gpus ?? 0
  if (now <= 1)
    return [
      {
        rule: 'idle',
        finding: 'nobody uses it',
        evidence: told,
        change: `stop it: ome scale service ${name} -n ${namespace} --replicas 0`,
        effect: `frees ${gpuCount(now * gpus)}; it answers no more`,
        risk: 'high',
      },
    ]
  return [
    {
      rule: 'idle',
      finding: 'nobody uses it',
      evidence: told,
      change: `replicas ${now} → 1`,
      effect: `frees ${gpuCount((now - 1) * gpus)}`,
      risk: 'medium',
      adjustment: {replicas: {min: 1, max: boundsOf(evidence).max > now ? boundsOf(evidence).max : 1}},
    },
  ]
}

/** All is quiet on several replicas: as many as the busiest of GPUs and KV cache fills to 60 %. */
export const spareReplicas: Rule = (evidence) => {
  const now = engineOf(evidence)?.replicas ?? 0
  const busy = gpuValueOf(evidence, 'gpu-utilization')
  const cache = levelOf(evidence, 'kv-cache')
  const requests = levelOf(evidence, 'requests-per-second') ?? 0
  if (now < 2 || requests === 0 || busy === undefined || cache === undefined || !isLong(evidence)) return []
  if (busy > idlePercent || cache > emptyCache || (levelOf(evidence, 'waiting') ?? 0) > 0) return []
  const enough = Math.max(1, Math.ceil((now * Math.max(busy, cache)) / 100 / wantedLoad))
  if (enough >= now) return []
  const gpus = engineOf(evidence)?.gpus ?? 0
  return [
    {
      rule: 'spare-replicas',
      finding: 'fewer replicas would do',
      evidence: `GPUs ${numberText(busy)} % busy, KV cache ${numberText(cache)} % full, nothing waits`,
      change: `replicas ${now} → ${enough}`,
      effect: `frees ${gpuCount((now - enough) * gpus)}; the rest at about ${Math.round((busy * now) / enough)} %`,
      risk: 'medium',
      adjustment: {
        replicas: {min: enough, max: Math.max(enough, boundsOf(evidence).max > now ? boundsOf(evidence).max : 0)},
      },
    },
  ]
}
