import type {KubeObject} from '@ome/sdk/kube'
import type {GroveReader} from '../../domain/grove-reader.ts'
import type {GroveSet, Health} from '../../domain/grove-tree.ts'
import {isWell} from '../../domain/phase.ts'
import {type GpuGauge, type GpuLoads, noLoads} from '../domain/gpu-gauge.ts'
import {eventsOf} from '../domain/set-event.ts'
import type {SetHealth} from '../domain/set-health.ts'
import {followSets, type Seen, type SeeSets, seeSets} from './see-sets.ts'

export interface SeenHealth extends Seen {
  readonly reports: readonly SetHealth[]
}

export interface SeeHealth extends SeeSets {
  /** All events there are, and not only the warnings of some minutes. */
  readonly allEvents: boolean
  readonly now: () => Date
}

const recentMs = 5 * 60_000
const loadsForMs = 5000

export async function seeHealth(reader: GroveReader, gauge: GpuGauge, ask: SeeHealth): Promise<SeenHealth> {
  const seen = await seeSets(reader, withEvents(ask))
  return report(seen, await gauge.read(nodesOf(seen.sets)), ask)
}

/** Again after changes; the use of GPUs is asked for no more than each five seconds. */
export async function* followHealth(
  reader: GroveReader,
  gauge: GpuGauge,
  {signal, ...ask}: SeeHealth & {readonly signal: AbortSignal},
): AsyncGenerator<SeenHealth> {
  let loads = noLoads
  let readAt = Number.NEGATIVE_INFINITY
  for await (const seen of followSets(reader, withEvents(ask), signal)) {
    const now = ask.now().getTime()
    if (now - readAt >= loadsForMs) {
      loads = await gauge.read(nodesOf(seen.sets))
      readAt = now
    }
    yield report(seen, loads, ask)
  }
}

/** The states up to the first in which all sets are healthy. */
export async function* untilHealthy(states: AsyncIterable<SeenHealth>): AsyncGenerator<SeenHealth> {
  for await (const state of states) {
    yield state
    if (state.sets.length > 0 && state.sets.every(({health}) => health === 'Healthy')) return
  }
}

/** The worst of them. */
export const areWell = (sets: readonly {readonly health: Health}[]): boolean => sets.every(({health}) => isWell(health))

const withEvents = (ask: SeeHealth): SeeHealth => ({
  ...ask,
  extras: [...ask.extras, ask.allEvents ? 'events' : 'warnings'],
})

const nodesOf = (sets: readonly GroveSet[]): ReadonlySet<string> =>
  new Set(
    sets.flatMap(({replicas}) =>
      replicas.flatMap(({roles}) =>
        roles.flatMap(({workers}) => workers.flatMap(({pods}) => pods.flatMap(({node}) => node ?? []))),
      ),
    ),
  )

function report(seen: Seen, loads: GpuLoads, {allEvents, now}: SeeHealth): SeenHealth {
  const events: readonly KubeObject[] = seen.objects.events ?? []
  const since = allEvents ? {} : {from: now().getTime() - recentMs}
  return {...seen, reports: seen.sets.map((set) => ({set, events: eventsOf(set, events, since), loads}))}
}
