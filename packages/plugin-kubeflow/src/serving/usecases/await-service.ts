import {at, number, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {formatDuration} from '@ome/sdk/units'
import {kserveState} from '../../domain/states/platform-state.ts'
import {quotaRefusal} from '../../domain/warning.ts'
import type {WantedService} from '../domain/served-service.ts'
import type {ServiceWorld} from '../domain/service-world.ts'

export interface ServiceWait {
  readonly timeoutMs: number
  readonly now: () => Date
  readonly pause: () => Promise<void>
  /** Told how it is whenever that changes. */
  readonly tell: (text: string) => void
}

/** Looks in a row that find a pod that cannot start before the waiting ends: an image is pulled again. */
const patience = 5

/** The URL of a service once it is ready, empty where it has none. Throws `unmet` with the cause when it does not get there. */
export async function awaitService(
  world: ServiceWorld,
  service: WantedService,
  {timeoutMs, now, pause, tell}: ServiceWait,
): Promise<string> {
  const {name} = service.object.metadata
  const until = now().getTime() + timeoutMs
  for (let [bad, told] = [0, '']; ; await pause()) {
    const live = await world.get(service)
    if (!live)
      throw new OmeError('not-found', `inferenceservice/${name} was deleted while it was waited for`, [
        `what there is: ome kf status serving -n ${service.object.metadata.namespace ?? ''}`,
      ])
    const {health, detail} = kserveState(live)
    if (health === 'ready' && isCurrent(live)) return text(at(live['status'], 'url')) ?? ''
    const failing = await podCause(world, service)
    const cause = failing?.text ?? detail
    if (cause !== told) tell(`inferenceservice/${name} is not ready: ${cause}`)
    told = cause
    bad = failing?.isBad ? bad + 1 : 0
    if (bad >= patience) throw notReady(service, cause)
    if (now().getTime() >= until) throw notReady(service, `${cause} (waited ${formatDuration(timeoutMs)})`)
  }
}

/** Whether its controller has seen what the file asked for. */
function isCurrent({metadata, status}: KubeObject): boolean {
  const seen = number(at(status, 'observedGeneration'))
  return seen === undefined || metadata.generation === undefined || seen >= metadata.generation
}

async function podCause(world: ServiceWorld, service: WantedService) {
  const pods = await world.pods(service)
  if (pods.length === 0) {
    const refused = (await world.warnings(service)).findLast(({reason}) => reason === 'FailedCreate')
    const quota = refused && quotaRefusal(refused)
    const text = quota === undefined ? refused?.message : `the quota of the namespace refuses its pods: ${quota}`
    return text === undefined ? undefined : {text, isBad: false}
  }
  const bad = pods.find(({problem}) => problem && problem.state !== 'starting')
  if (!bad?.problem) return undefined
  const {state, reason, message} = bad.problem
  const what = state === 'unschedulable' ? `pod ${bad.name} waits for a node` : `pod ${bad.name} cannot run (${reason})`
  return {text: message ? `${what}: ${message}` : what, isBad: state === 'failing'}
}

function notReady({object, product}: WantedService, cause: string): OmeError {
  const {name, namespace = ''} = object.metadata
  const next =
    product === 'OME'
      ? `see what keeps it: ome status ${name} -n ${namespace}`
      : `see what keeps it: ome kf status info inferenceservice/${name} -n ${namespace}`
  return new OmeError('unmet', `inferenceservice/${name} is not ready: ${cause}`, [next], {
    object: `inferenceservice/${name}`,
  })
}
