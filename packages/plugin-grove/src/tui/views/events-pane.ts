import {age} from '@ome/sdk/units'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {eventsOf, type SetEvent} from '../../look/domain/set-event.ts'
import type {Data} from '../domain/rows.ts'
import {chosenSet, chosenTwig, type State} from '../domain/state.ts'
import {podsOf, type Twig} from '../domain/twig.ts'
import {placeText, type Strip} from './strip.ts'

/** Warnings about the row, the newest first. */
export function eventsPane(state: State, lines: number): readonly Strip[] {
  if (lines <= 0) return []
  const set = chosenSet(state)
  const twig = chosenTwig(state)
  const events = set && twig && state.data ? eventsAbout(warningsOf(state.data, set), twig) : []
  const title: Strip = [
    {text: state.focus === 'events' ? ' * ' : '   '},
    {text: 'Events', tone: 'strong'},
    {text: twig ? ` of ${twig.label}` : '', tone: 'muted'},
  ]
  const now = new Date(state.now)
  const room = lines - 1
  const from = Math.min(state.scroll.events, Math.max(0, events.length - room))
  const shown = events.slice(from, from + room).map((event) => eventStrip(event, now))
  return [
    [...title, ...placeText(from, room, events.length)],
    ...(shown.length > 0 ? shown : [[{text: '   no warnings', tone: 'muted' as const}]]),
  ]
}

function eventStrip({at, about, reason, message, count}: SetEvent, now: Date): Strip {
  const times = count > 1 ? ` (x${count})` : ''
  return [
    {text: `   ${age(at, now)}`.padEnd(9)},
    {text: `${about}  `},
    {text: `${reason}: ${message}${times}`, tone: 'warn'},
  ]
}

const known = new WeakMap<Data, Map<string, readonly SetEvent[]>>()

/** Warnings of a set, found once for each state of the cluster. */
function warningsOf(data: Data, set: GroveSet): readonly SetEvent[] {
  const bySet = known.get(data) ?? new Map<string, readonly SetEvent[]>()
  known.set(data, bySet)
  const key = `${set.namespace}/${set.name}`
  const found = bySet.get(key) ?? warnings(data, set)
  bySet.set(key, found)
  return found
}

function eventsAbout(events: readonly SetEvent[], twig: Twig): readonly SetEvent[] {
  if (twig.level === 'set') return events
  const names = new Set(podsOf(twig).map(({name}) => `Pod/${name}`))
  if (twig.level === 'gang') {
    names.add(`PodGang/${twig.gang.name}`)
    for (const clique of twig.gang.cliques) names.add(`PodClique/${clique.name}`)
  }
  if (twig.level === 'role') for (const clique of twig.cliques) names.add(`PodClique/${clique.name}`)
  return events.filter(({kind, name}) => names.has(`${kind}/${name}`))
}

const warnings = ({objects}: Data, set: GroveSet): readonly SetEvent[] =>
  eventsOf(set, objects.events ?? [], {})
    .filter(({isWarning}) => isWarning)
    .reverse()
