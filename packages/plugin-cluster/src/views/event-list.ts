import {age} from '@ome/sdk/units'
import type {Page, View} from '@ome/sdk/view'
import type {ClusterEvent} from '../domain/event.ts'

export const eventList: View<readonly ClusterEvent[]> = {
  kind: 'EventList',
  grows: true,
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'LAST', rank: 1, value: lastSeen},
    {header: 'TYPE', value: ({type}) => type, tone: ({type}) => (type === 'Warning' ? 'warn' : undefined)},
    {header: 'REASON', rank: 2, value: ({reason}) => reason},
    {header: 'OBJECT', rank: 3, value: objectOf},
    {header: 'MESSAGE', value: ({message}) => message},
  ],
  json: eventFace,
  name: ({id}) => `event/${id}`,
  empty: 'no events; the cluster keeps them for one hour',
}

/** `2m`, or `2m (x3 over 5m)` for one that was seen several times. */
export function lastSeen({lastAt, firstAt, count}: ClusterEvent, {now}: Page): string {
  const last = age(lastAt, now)
  return count > 1 ? `${last} (x${count} over ${age(firstAt, now)})` : last
}

export function objectOf({kind, name}: ClusterEvent): string {
  return `${kind.toLowerCase()}/${name}`
}

export function eventFace(event: ClusterEvent): Record<string, unknown> {
  return {
    namespace: event.namespace,
    type: event.type,
    reason: event.reason,
    message: event.message,
    object: {kind: event.kind, name: event.name},
    count: event.count,
    firstAt: event.firstAt ?? null,
    lastAt: event.lastAt ?? null,
  }
}
