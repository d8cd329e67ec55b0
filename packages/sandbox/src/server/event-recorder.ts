import type {ApiObject, LocalApi} from '../api.ts'
import type {Clock} from '../clock.ts'
import {timestamp} from '../controllers/world.ts'

const events = {group: '', plural: 'events'}

/** The Events of late by what they say, and the last time that one was named after; one for a whole cluster. */
export interface EventNames {
  /** The name under which the same was recorded before. */
  known(subject: string): string | undefined
  /** A name of its own, after the ones before it: Events of an object are listed in the order of their times. */
  next(subject: string, object: string, isTaken: (name: string) => boolean): string
}

/** As many as client-go's correlator remembers. */
const mostKnown = 4096

/** Names by the nanosecond, as client-go gives them, each one its own even within one instant of the clock. */
export function eventNames(clock: Clock): EventNames {
  const recent = new Map<string, string>()
  let last = 0n
  return {
    known: (subject) => recent.get(subject),
    next(subject, object, isTaken) {
      const now = clock.now()
      const time = BigInt(Math.floor(now)) * 1_000_000n + BigInt(Math.floor((now % 1) * 1e6))
      let name: string
      do {
        last = time > last ? time : last + 1n
        name = `${object}.${last.toString(16).padStart(16, '0')}`
      } while (isTaken(name))
      recent.delete(subject)
      recent.set(subject, name)
      const [oldest] = recent.keys()
      if (recent.size > mostKnown && oldest !== undefined) recent.delete(oldest)
      return name
    },
  }
}

/** Records Events as client-go's recorder does: a repeat within the life of the first only counts it up. */
export function eventRecorder(api: LocalApi, clock: Clock, names: EventNames): LocalApi['event'] {
  return (about, type, reason, message, source) => {
    const namespace = about.metadata.namespace ?? 'default'
    const {kind, metadata} = about
    const subject = [kind, namespace, metadata.name, metadata.uid, type, reason, message, source].join('\0')
    const now = timestamp(clock.now())
    const before = names.known(subject)
    const known = before === undefined ? undefined : api.get(events, before, namespace)
    if (before !== undefined && known) {
      api.patch(events, before, namespace, {count: Number(known['count']) + 1, lastTimestamp: now})
      return
    }
    const name = names.next(subject, metadata.name, (one) => api.get(events, one, namespace) !== undefined)
    api.create(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {name, namespace},
      involvedObject: reference(about, namespace),
      type,
      reason,
      message,
      source: {component: source},
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      eventTime: null,
      reportingComponent: source,
      reportingInstance: '',
    })
  }
}

function reference({apiVersion, kind, metadata}: ApiObject, namespace: string): Record<string, string> {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace && {namespace}),
    ...(metadata.uid && {uid: metadata.uid}),
    ...(metadata.resourceVersion && {resourceVersion: metadata.resourceVersion}),
  }
}
