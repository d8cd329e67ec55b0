import {at, number, text} from '@ome/capacity/fields'
import {merged} from '@ome/inference-model/merged'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {ClusterEvent, EventFeed, EventQuery} from '../domain/event.ts'

const events: ResourceRef = {group: '', version: 'v1', plural: 'events', namespaced: true}

const options = ({namespace}: EventQuery) => (namespace === undefined ? {} : {namespace})

export const eventFeed = (kube: KubeClient, signal: AbortSignal): EventFeed => ({
  async list(query) {
    return ((await listOf(kube, query)) ?? []).sort(byVersion).map(toEvent)
  },
  async *follow(queries) {
    const lists = await Promise.all(queries.map((query) => listOf(kube, query)))
    yield lists
      .flatMap((objects) => objects ?? [])
      .sort(byVersion)
      .map(toEvent)
    const stop = new AbortController()
    const both = AbortSignal.any([signal, stop.signal])
    const watches = queries.map((query, index) =>
      lists[index] ? kube.watch(events, {...options(query), known: {objects: lists[index]}, signal: both}) : undefined,
    )
    try {
      for await (const {event} of merged(watches)) if (event.type !== 'DELETED') yield [toEvent(event.object)]
    } finally {
      stop.abort()
    }
  },
})

/** Undefined for events that may not be read and need not be. */
async function listOf(kube: KubeClient, query: EventQuery): Promise<KubeObject[] | undefined> {
  try {
    return await kube.list(events, options(query))
  } catch (error) {
    if (query.optional && isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}

/** Times of events are whole seconds; within one the order of writing is the better clue. */
const byVersion = (a: KubeObject, b: KubeObject): number =>
  Number(a.metadata.resourceVersion ?? 0) - Number(b.metadata.resourceVersion ?? 0)

/** core/v1 events and those written through events.k8s.io, whose repetitions are in `series`. */
export function toEvent(object: KubeObject): ClusterEvent {
  const {involvedObject, series} = object
  const eventTime = text(object['eventTime'])
  const firstAt = text(object['firstTimestamp']) ?? eventTime ?? object.metadata.creationTimestamp
  const lastAt = text(at(series, 'lastObservedTime')) ?? text(object['lastTimestamp']) ?? eventTime ?? firstAt
  const uid = text(at(involvedObject, 'uid'))
  return {
    id: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    type: text(object['type']) ?? 'Normal',
    reason: text(object['reason']) ?? '',
    message: text(object['message'])?.trim() ?? '',
    kind: text(at(involvedObject, 'kind')) ?? '',
    name: text(at(involvedObject, 'name')) ?? '',
    ...(uid === undefined ? {} : {uid}),
    count: number(at(series, 'count')) ?? number(object['count']) ?? 1,
    ...(firstAt === undefined ? {} : {firstAt}),
    ...(lastAt === undefined ? {} : {lastAt}),
  }
}
