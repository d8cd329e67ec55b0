import {randomUUID} from 'node:crypto'
import type {Context} from '@ome/sdk/context'
import {changeWorld} from '../change/compose.ts'
import {person} from '../change/kube/person.ts'
import {sha256} from '../kube/sha256.ts'
import type {DrivenSet, Driver, DriverClock, RolloutStore} from './domain/ports.ts'
import type {Rollout} from './domain/rollout.ts'
import type {ReportWorld, RolloutWorld} from './domain/rollout-world.ts'
import {drivenSet} from './kube/driven-set.ts'
import {driverClock} from './kube/driver-clock.ts'
import {latenciesSinceStart, measureGates} from './kube/gate-metrics.ts'
import {rolloutStore} from './kube/rollout-store.ts'
import {sealRevision} from './kube/seal-revision.ts'

export interface DriverAddress {
  readonly namespace: string
  readonly name: string
  readonly topologyKey?: string | undefined
  readonly pollMs?: number | undefined
}

/** All that driving one set takes. */
export interface DriverWorld {
  readonly store: RolloutStore
  readonly set: DrivenSet
  readonly clock: DriverClock
  readonly driver: Driver
  readonly pollMs: number
  readonly where: string
  seal(rollout: Rollout): Promise<void>
}

const usualPollMs = 1000

export async function rolloutWorld(context: Context): Promise<RolloutWorld> {
  const world = await changeWorld(context)
  return {...world, newId: randomUUID}
}

/** What this process drives a set with. Its client outlives Ctrl-C, which ends the driver with its lock given back. */
export async function driverWorld(context: Context, address: DriverAddress, uid: string): Promise<DriverWorld> {
  const {namespace, name} = address
  const kube = (await context.lastingKube?.()) ?? (await context.kube())
  const pollMs = address.pollMs ?? usualPollMs
  const clock = driverClock(context.now, context.signal, pollMs)
  const by = await person(kube)
  return {
    store: rolloutStore(kube, namespace, name),
    set: {
      ...drivenSet(kube, {namespace, name, uid, sha256, topologyKey: address.topologyKey}),
      measure: (rollout, effect) => measureGates(kube, {namespace, name, clock}, rollout, effect),
    },
    clock,
    driver: {by, session: randomUUID()},
    pollMs,
    where: `${name} -n ${namespace}`,
    seal: (rollout) => sealRevision(kube, namespace, rollout),
  }
}

export async function reportWorld(context: Context): Promise<ReportWorld> {
  const kube = await context.kube()
  const {reader} = await changeWorld(context)
  const clock = driverClock(context.now, context.signal, usualPollMs)
  return {
    reader,
    sha256,
    now: context.now,
    latencies: ({namespace, name}, fresh) => latenciesSinceStart(kube, {namespace, name, clock}, fresh),
  }
}
