import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {OmeError} from '@ome/sdk/errors'

/** The engine's container; routers call theirs `router`. */
export const mainContainer = ({component}: ServicePod): string => (component === 'router' ? 'router' : 'ome-container')

/** The pod a person gets when naming none: ready before running, of the router where requests arrive first. */
export function reachablePod(service: Service, options: {readonly routerFirst: boolean}): ServicePod {
  const order = options.routerFirst
    ? ['router', 'engine', 'predictor', 'decoder']
    : ['engine', 'predictor', 'decoder', 'router']
  const alive = service.pods.filter(({terminating, phase}) => !terminating && phase === 'Running')
  const sorted = [...alive].sort(
    (a, b) => Number(b.ready) - Number(a.ready) || order.indexOf(a.component) - order.indexOf(b.component),
  )
  const [first] = sorted
  if (first) return first
  const why = service.status === 'Stopped' ? 'it is stopped' : (service.reason ?? 'none has started')
  throw new OmeError('failed', `service "${service.name}" has no running pod: ${why}`, [
    service.status === 'Stopped'
      ? `wake it: ome scale service ${service.name} -n ${service.namespace} --replicas 1`
      : `see what blocks it: ome status service ${service.name} -n ${service.namespace}`,
  ])
}
