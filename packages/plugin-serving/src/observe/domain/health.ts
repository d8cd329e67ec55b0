import type {Service} from '@ome/inference-model/service'

/** One thing that was tried on a service. `skip`: it is not meant to run; `unknown`: it may not be tried. */
export interface HealthCheck {
  readonly namespace: string
  readonly service: string
  readonly check: 'conditions' | 'pods' | 'health' | 'models' | 'answer'
  readonly result: 'ok' | 'fail' | 'skip' | 'unknown'
  /** Milliseconds that the request took. */
  readonly latencyMs?: number
  readonly detail: string
}

const mostNamed = 3

/** What to type about services that are not well. */
export function nextFor(checks: readonly HealthCheck[]): readonly string[] {
  const failing = checks.filter(({result}) => result === 'fail')
  const all = [...new Set(failing.map(({service, namespace}) => `service ${service} -n ${namespace}`))]
  const more = all.length > mostNamed ? [`and ${all.length - mostNamed} more`] : []
  return [...all.slice(0, mostNamed).map((where) => `see why: ome debug ${where}`), ...more]
}

type Found = Pick<HealthCheck, 'result' | 'detail'>

/** What the controller says. */
export function conditionsCheck({conditions, status, reason}: Service): Found {
  if (status === 'Stopped') return {result: 'skip', detail: 'stopped on purpose'}
  const bad = conditions.filter((each) => each.status === 'False')
  if (status === 'Ready' || status === 'Progressing')
    return {
      result: 'ok',
      detail: status === 'Ready' ? 'Ready' : `Progressing: ${reason ?? 'not all replicas are ready'}`,
    }
  const why = bad.map(({type, reason: because}) => (because ? `${type}: ${because}` : type)).join(', ')
  return {result: 'fail', detail: [status, reason ?? why].filter(Boolean).join(': ')}
}

export function podsCheck({components, pods, status}: Service): Found {
  if (status === 'Stopped') return {result: 'skip', detail: 'no replicas wanted'}
  const counts = components.map(({name, readyReplicas, replicas}) => `${name} ${readyReplicas}/${replicas}`)
  const restarts = pods.reduce((sum, each) => sum + each.restarts, 0)
  const isBad = components.some(({readyReplicas, replicas}) => readyReplicas < replicas)
  const again = restarts > 0 ? `, ${restarts} restarts` : ''
  return {
    result: isBad || components.length === 0 ? 'fail' : 'ok',
    detail: `${counts.join(', ') || 'no workload'}${again}`,
  }
}
