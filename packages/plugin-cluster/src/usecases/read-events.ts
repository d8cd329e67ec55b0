import {at, text} from '@ome/capacity/fields'
import {type Belongings, flat} from '@ome/inference-model/belonging'
import type {KubeObject} from '@ome/sdk/kube'
import {
  about,
  byLastSeen,
  type ClusterEvent,
  type EventFeed,
  type EventQuery,
  isSince,
  type Subject,
} from '../domain/event.ts'

export interface ReadEvents {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  readonly since?: Date | undefined
  /** Only events about this object, what it owns, and its model. */
  readonly object?: KubeObject | undefined
}

interface Ports {
  readonly feed: EventFeed
  readonly belongings: Belongings
}

/** Events, oldest first. */
export async function readEvents({feed, belongings}: Ports, ask: ReadEvents): Promise<readonly ClusterEvent[]> {
  const fits = await filterOf(belongings, ask)
  const lists = await Promise.all(namespacesOf(ask).map((query) => feed.list(query)))
  return lists.flat().filter(fits).sort(byLastSeen)
}

/** {@link readEvents} first, then again with every event that is new or repeated. */
export async function* followEvents(
  {feed, belongings}: Ports,
  ask: ReadEvents,
): AsyncGenerator<readonly ClusterEvent[]> {
  let events: readonly ClusterEvent[] | undefined
  let fits = await filterOf(belongings, ask)
  const strangers = new Set<string>()
  for await (const more of feed.follow(namespacesOf(ask))) {
    // What the object owns changes while it is followed: somebody unknown may be a new child, but only at first sight.
    const unknown = more.filter((event) => !fits(event)).map(subjectKey)
    if (events && unknown.some((key) => !strangers.has(key))) fits = await filterOf(belongings, ask)
    for (const key of unknown) strangers.add(key)
    const fitting = more.filter(fits).sort(byLastSeen)
    if (events && fitting.length === 0) continue
    events = [...(events ?? []).filter((each) => !fitting.some((one) => isSame(each, one))), ...fitting]
    yield events
  }
}

const subjectKey = ({uid, kind, namespace, name}: ClusterEvent): string => uid ?? `${kind}/${namespace}/${name}`

const isSame = (a: ClusterEvent, b: ClusterEvent): boolean => a.id === b.id && a.namespace === b.namespace

async function filterOf(
  belongings: Belongings,
  {object, since}: ReadEvents,
): Promise<(event: ClusterEvent) => boolean> {
  const recent = isSince(since)
  if (!object) return recent
  const concerned = about([subject(object), ...flat(await belongings.of(object)), ...modelOf(object)])
  return (event) => recent(event) && concerned(event)
}

const subject = ({kind, metadata: {name, uid}}: KubeObject): Subject => ({
  kind,
  name,
  ...(uid === undefined ? {} : {uid}),
})

/** The model a service names; events of cluster-wide models lie in namespace `default`. */
function modelOf(object: KubeObject): Subject[] {
  const name = object.kind === 'InferenceService' ? text(at(object['spec'], 'model', 'name')) : undefined
  return name === undefined ? [] : ['BaseModel', 'ClusterBaseModel'].map((kind) => ({kind, name}))
}

function namespacesOf({namespace, object}: ReadEvents): readonly EventQuery[] {
  const own = object ? (object.metadata.namespace ?? 'default') : namespace
  if (own === undefined) return [{}]
  const needsDefault = object !== undefined && modelOf(object).length > 0 && own !== 'default'
  return needsDefault ? [{namespace: own}, {namespace: 'default', optional: true}] : [{namespace: own}]
}
