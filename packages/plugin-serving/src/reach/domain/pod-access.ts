import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {OmeError} from '@ome/sdk/errors'

/** Reaches into the pods of a service. */
export interface PodAccess {
  /** Runs a command in a container, joined to the person's terminal; its exit code. */
  exec(request: {
    readonly namespace: string
    readonly pod: string
    readonly container: string
    readonly command: readonly string[]
  }): Promise<number>
  /** Carries a local port to a port of the pod until the signal ends it. Throws `failed` for a port that is taken. */
  forward(request: {
    readonly namespace: string
    /** Asked for each connection. */
    readonly pod: () => string
    readonly local: number
    readonly remote: number
  }): Promise<Forwarded>
}

export interface Forwarded {
  readonly port: number
  /** Settles when the tunnel has ended. */
  readonly closed: Promise<void>
  close(): void
}

/** A shell that is there: bash where the image has it. */
export const anyShell = ['sh', '-c', 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi']

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
