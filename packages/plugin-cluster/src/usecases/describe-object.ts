import type {Belongings} from '@ome/inference-model/belonging'
import type {Noun} from '@ome/inference-model/names'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Description} from '../domain/description.ts'
import type {ClusterEvent, EventFeed} from '../domain/event.ts'
import type {Catalogue} from '../domain/listing.ts'
import type {Resources} from '../domain/resources.ts'
import {withoutSecrets} from '../domain/secret.ts'
import {type FindTarget, findTarget} from './find-target.ts'
import {type ReadEvents, readEvents} from './read-events.ts'

interface Ports {
  readonly catalogue: Catalogue
  readonly resources: Resources
  readonly belongings: Belongings
  readonly feed: EventFeed
  hasCoreService(namespace: string | undefined, name: string): Promise<boolean>
}

export async function describeObject(
  ports: Ports,
  ask: FindTarget,
): Promise<{readonly description: Description; readonly notes: readonly string[]}> {
  const {noun, object: found, notes} = await findTarget(ports, ask)
  const object = withoutSecrets(found)
  const {namespace} = object.metadata
  const [item, children, events] = await Promise.all([
    noun === undefined ? undefined : itemOf(ports.catalogue, noun, object),
    ports.belongings.of(object),
    eventsIfAllowed(ports, {object, ...(namespace === undefined ? {} : {namespace})}),
  ])
  const text = ports.resources.text(object)
  return {
    description: {...(noun === undefined ? {} : {noun}), object, item, text, children, events: events ?? []},
    notes: events ? notes : [...notes, 'events are not shown: you may not list events'],
  }
}

async function eventsIfAllowed(ports: Ports, ask: ReadEvents): Promise<readonly ClusterEvent[] | undefined> {
  try {
    return await readEvents(ports, ask)
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}

async function itemOf(catalogue: Catalogue, noun: Noun, {metadata}: KubeObject): Promise<unknown> {
  const {name, namespace} = metadata
  const {items} = await catalogue[`${noun}s`].list(namespace === undefined ? {} : {namespace})
  return items.find((item) => item.name === name && ('namespace' in item ? item.namespace : undefined) === namespace)
}
