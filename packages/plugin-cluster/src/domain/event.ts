/** One event of the cluster about one object. */
export interface ClusterEvent {
  /** Name of the event object. */
  readonly id: string
  readonly namespace: string
  readonly type: string
  readonly reason: string
  readonly message: string
  /** Kind and name of the object it is about. */
  readonly kind: string
  readonly name: string
  readonly uid?: string
  readonly count: number
  readonly firstAt?: string
  readonly lastAt?: string
}

export interface EventQuery {
  /** Absent: all namespaces. */
  readonly namespace?: string
  /** Events of this namespace only add to the others: left out when they may not be read. */
  readonly optional?: boolean
}

export interface EventFeed {
  list(query: EventQuery): Promise<readonly ClusterEvent[]>
  /** The events there are of all queries, then each that is new or repeated. */
  follow(queries: readonly EventQuery[]): AsyncIterable<readonly ClusterEvent[]>
}

/** An object that events may be about. */
export interface Subject {
  readonly kind: string
  readonly name: string
  readonly uid?: string
}

/** Events about any of the subjects, by uid, or by kind and name where an event or a subject has no uid. */
export function about(subjects: readonly Subject[]): (event: ClusterEvent) => boolean {
  const uids = new Set(subjects.flatMap(({uid}) => (uid === undefined ? [] : [uid])))
  const names = new Set(subjects.filter(({uid}) => uid === undefined).map(({kind, name}) => `${kind}/${name}`))
  const allNames = new Set(subjects.map(({kind, name}) => `${kind}/${name}`))
  return ({uid, kind, name}) =>
    (uid === undefined ? allNames : names).has(`${kind}/${name}`) || (uid !== undefined && uids.has(uid))
}

/** Oldest first, by when they were last seen. */
export const byLastSeen = (a: ClusterEvent, b: ClusterEvent): number => timeOf(a) - timeOf(b)

const timeOf = ({lastAt}: ClusterEvent): number => (lastAt === undefined ? 0 : Date.parse(lastAt))

/** Whether an event was last seen at or after a moment. */
export const isSince =
  (since: Date | undefined) =>
  (event: ClusterEvent): boolean =>
    since === undefined || timeOf(event) >= since.getTime()
