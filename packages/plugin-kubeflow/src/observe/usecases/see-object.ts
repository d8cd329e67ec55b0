import {nextStep} from '../../domain/next-step.ts'
import {parseObject} from '../../domain/object-name.ts'
import type {PodStore} from '../../domain/object-pod.ts'
import {findObject} from '../../usecases/find-object.ts'
import type {Reading} from '../../usecases/list-objects.ts'
import {type EventStore, type ObjectInfo, stepsIn, urlOf} from '../domain/object-info.ts'
import {whyWithoutPods} from './find-cause.ts'

const eventsShown = 5

export async function seeObject(
  ports: Reading & {readonly pods: PodStore; readonly events: EventStore},
  typed: string,
  namespace: string,
): Promise<ObjectInfo> {
  const object = await findObject(ports, {typed: parseObject(typed), namespace})
  const [pods, events = []] = await Promise.all([ports.pods.of(object), ports.events.of(object)])
  const url = urlOf(object)
  const waits = object.health === 'waiting' && pods.length === 0
  const cause = waits ? await whyWithoutPods(ports.events, object) : undefined
  const next = nextStep(object)
  return {
    object,
    pods,
    events: events.slice(-eventsShown),
    steps: stepsIn(object),
    ...(url !== undefined && {url}),
    ...(cause !== undefined && {cause}),
    ...(next !== undefined && {next}),
  }
}
