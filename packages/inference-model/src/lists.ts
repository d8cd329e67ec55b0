import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KeepOptions, KubeClient, KubeObject, ListOptions, ResourceRef, WatchEvent} from '@ome/sdk/kube'
import {merged} from './merged.ts'

/** Which objects of a collection are meant. */
export interface Query {
  /** Absent: all namespaces. Cluster-wide kinds are always included. */
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  readonly fieldSelector?: string | undefined
  /** Objects of one request; 0 is all. */
  readonly pageSize?: number | undefined
}

/** A query in the words of the client. */
export const listOptions = ({namespace, selector, fieldSelector, pageSize}: Query): ListOptions => ({
  ...(namespace === undefined ? {} : {namespace}),
  ...(selector === undefined ? {} : {labelSelector: selector}),
  ...(fieldSelector === undefined ? {} : {fieldSelector}),
  ...(pageSize === undefined ? {} : {limit: pageSize}),
})

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** By namespace, then name; cluster-wide items first. */
export function ordered<Item extends {readonly name: string; readonly namespace?: string}>(
  items: readonly Item[],
): Item[] {
  return [...items].sort((a, b) => compare(a.namespace ?? '', b.namespace ?? '') || compare(a.name, b.name))
}

/** One collection to read. */
/** `keep` is for what is read once; what is followed stays whole. */
export interface Source extends KeepOptions {
  readonly resource: ResourceRef
  readonly options?: ListOptions
  /** What the result is about; others only add to it and may be missing. */
  readonly main?: boolean
}

export interface Lists {
  /** In the order of the sources; empty for what is not served or may not be read. */
  readonly lists: readonly (readonly KubeObject[])[]
  /** Which sources could be read. */
  readonly readable: readonly boolean[]
  readonly unreadable: readonly string[]
}

interface Answer {
  readonly objects: readonly KubeObject[]
  readonly failure?: OmeError
}

/**
 * Reads several collections at once. Throws when no main source can be read: the first refusal, or `not-found` when the
 * server has none of them.
 */
export async function readLists(kube: KubeClient, sources: readonly Source[]): Promise<Lists> {
  const answers = await Promise.all(sources.map((source) => readOne(kube, source)))
  const mains = answers.filter((_, index) => sources[index]?.main)
  const refusals = mains.flatMap(({failure}) => (failure ? [failure] : []))
  if (mains.length > 0 && refusals.length === mains.length) {
    throw refusals.find(({kind}) => kind === 'denied') ?? notServed(kube, refusals[0])
  }
  return {
    lists: answers.map(({objects}) => objects),
    readable: answers.map(({failure}) => failure === undefined),
    unreadable: sources.flatMap((source, index) =>
      answers[index]?.failure?.kind === 'denied' ? [rightOf(source)] : [],
    ),
  }
}

async function readOne(kube: KubeClient, {resource, options, keep}: Source): Promise<Answer> {
  try {
    return {objects: await kube.list(resource, {...options, ...(keep ? {keep} : {})})}
  } catch (error) {
    if (isOmeError(error) && (error.kind === 'denied' || error.kind === 'not-found'))
      return {objects: [], failure: error}
    throw error
  }
}

/** The right to read a source, as `list nodes`. */
export const rightOf = ({resource: {group, plural}}: Source): string =>
  `list ${group === '' ? plural : `${plural}.${group}`}`

function notServed(kube: KubeClient, cause: unknown): OmeError {
  const context = kube.contextName === undefined ? kube.server : `context "${kube.contextName}"`
  return new OmeError(
    'not-found',
    `OME is not installed in ${context}: the server has no resources of ome.io`,
    ['choose another cluster with --context'],
    {cause},
  )
}

/** {@link readLists}, and again after every change until the signal is aborted. */
export async function* followLists(
  kube: KubeClient,
  sources: readonly Source[],
  signal: AbortSignal,
): AsyncGenerator<Lists> {
  const whole = sources.map(({keep: _, ...source}) => source)
  const first = await readLists(kube, whole)
  yield first
  const state = first.lists.map((objects) => new Map(objects.map((object) => [keyOf(object), object])))
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const watched = sources.map(({resource, options}, index) =>
    first.readable[index]
      ? kube.watch(resource, {...options, known: {objects: first.lists[index] ?? []}, signal: both})
      : undefined,
  )
  try {
    for await (const {index, event} of merged(watched)) {
      const objects = state[index]
      if (!objects) continue
      apply(objects, event)
      yield {...first, lists: state.map((each) => [...each.values()])}
    }
  } finally {
    stop.abort()
  }
}

const keyOf = ({metadata}: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`

function apply(objects: Map<string, KubeObject>, {type, object}: WatchEvent): void {
  if (type === 'DELETED') objects.delete(keyOf(object))
  else objects.set(keyOf(object), object)
}
