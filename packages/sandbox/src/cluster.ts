import type {ApiObject, LocalApi} from './api.ts'
import {controlApi} from './control/control-api.ts'
import {eventLifeMs} from './controllers/event-expiry.ts'
import {resourceOf} from './controllers/kinds-in-use.ts'
import {allWorkloads} from './engines/workloads.ts'
import {apiFaults} from './faults/api-faults.ts'
import {cloudFaults} from './faults/cloud-faults.ts'
import {clusterFaults} from './faults/cluster-faults.ts'
import {type FaultBoard, faultBoard} from './faults/fault-board.ts'
import type {FaultWorld} from './faults/fault-kind.ts'
import {type SandboxKubeconfig, type ServedCluster, sandboxKubeconfig} from './kubeconfig.ts'
import type {Kubelet} from './kubelet/kubelet.ts'
import {loadScenario, type Scenario, ScenarioError, settleMs} from './scenario.ts'
import {atPresent} from './scenario-object.ts'
import type {Certificates} from './server/access/certificates.ts'
import type {ApiServer} from './server/create-server.ts'
import type {SimulatedClock} from './simulated-clock.ts'
import type {Snapshot} from './snapshot.ts'
import {stack} from './stacks.ts'
import type {RunningStandIn} from './stand-ins/stand-in.ts'
import {standIn} from './stand-ins/stand-ins.ts'
import {type StandingCluster, standingCluster} from './standing-cluster.ts'

export interface ClusterOptions {
  /** Name of a scenario, or one made elsewhere. Default `empty`. */
  readonly scenario?: string | Scenario
  /** Objects created after the scenario's. */
  readonly objects?: readonly ApiObject[]
  /** Port of the API server on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number
  /** Ports of an earlier run by what listens there, taken again where they are free and `port` says nothing else. */
  readonly usualPorts?: Readonly<Record<string, number>>
  /** How much faster than real the cluster works. Default 1. */
  readonly speed?: number
  readonly seed?: number
  /** `manual` leaves the clock standing, for tests. Default `running`. */
  readonly clock?: 'running' | 'manual'
  /** The present, in milliseconds since the epoch; only for a manual clock. Default: now. */
  readonly now?: number
  /** Certificates of an earlier run of the same sandbox. */
  readonly certificates?: Certificates
  /** Goes on from here instead of the scenario's beginning. */
  readonly snapshot?: Pick<Snapshot, 'state' | 'clusters'>
  /** Tells how far the start is. */
  readonly progress?: (step: string) => void
  /** A line about a fault of the emulation. Default: dropped. */
  readonly log?: (line: string) => void
}

/** A running sandbox. */
export interface Cluster {
  readonly url: string
  readonly kubeconfig: SandboxKubeconfig
  /** An administrator's, whatever contexts the scenario has; for the emulation's own interface. */
  readonly adminKubeconfig: SandboxKubeconfig
  /** Base URLs by what serves there: `api`, each stand-in, and `api/NAME` for each further cluster. */
  readonly endpoints: Readonly<Record<string, string>>
  /** Environment variables that point tools at the stand-ins. */
  readonly env: Readonly<Record<string, string>>
  /** The scenario's further clusters by name. */
  readonly clusters: Readonly<Record<string, Cluster>>
  readonly api: LocalApi
  readonly clock: SimulatedClock
  readonly kubelet: Kubelet
  readonly server: ApiServer
  readonly faults: FaultBoard
  readonly certificates: Certificates
  readonly scenario: Scenario
  /** Resolves when every controller has done what it can at this moment. */
  settled(): Promise<void>
  /** All that is stored, of every cluster. */
  snapshot(): Snapshot
  stop(): Promise<void>
}

/** Starts a whole emulated cluster in this process: API server, nodes, controllers, engines and stand-ins. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const scenario = typeof options.scenario === 'object' ? options.scenario : loadScenario(options.scenario ?? 'empty')
  const closings: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(closings.map((close) => close()))
  }
  try {
    return await start(scenario, options, closings, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(
  scenario: Scenario,
  options: ClusterOptions,
  closings: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Cluster> {
  const present = options.clock === 'manual' ? (options.now ?? Date.now()) : Date.now()
  const standing = await standingFor(scenario, options, present)
  closings.push(async () => {
    standing.stop()
    await standing.server.close()
  })
  options.progress?.(`load scenario ${scenario.name}`)
  const faults = faultBoard(faultWorld(standing), [...apiFaults, ...clusterFaults, ...cloudFaults])
  if (!options.snapshot) await replay(standing, faults, scenario, present)
  for (const object of options.objects ?? []) create(standing.api, object, 'objects')
  await standing.queue.idle()
  const clusters: Record<string, Cluster> = {}
  for (const [name, other] of Object.entries(scenario.clusters)) {
    const further = await startCluster(furtherOptions(name, other, options, standing))
    clusters[name] = further
    closings.push(further.stop)
  }
  const snapshot = (): Snapshot => snapshotOf(scenario, options, standing, clusters)
  const {requests} = standing.server
  standing.server.useControl(controlApi({faults, requests: () => requests, snapshot}))
  const standIns = await startStandIns(scenario.standIns, standing, options, closings)
  const listening = options.port
    ? await standing.server.listen({port: options.port})
    : await onUsualPort(options.usualPorts?.['api'], (port) => standing.server.listen({port}))
  if (options.clock !== 'manual') standing.clock.run()
  options.progress?.('ready')
  return {
    url: listening.url,
    kubeconfig: sandboxKubeconfig(scenario, {url: listening.url, server: standing.server}, served(clusters)),
    adminKubeconfig: sandboxKubeconfig(adminOnly, {url: listening.url, server: standing.server}, []),
    endpoints: {api: listening.url, ...urlsOf(standIns), ...furtherUrls(clusters)},
    env: Object.assign({}, ...standIns.map(([, {env}]) => env)),
    clusters,
    api: standing.api,
    clock: standing.clock,
    kubelet: standing.kubelet,
    server: standing.server,
    faults,
    snapshot,
    certificates: standing.server.certificates,
    scenario,
    settled: () => standing.queue.idle(),
    stop,
  }
}

const adminOnly = {contexts: {admin: {namespace: 'default'}}}

const faultWorld = (standing: StandingCluster): FaultWorld => ({...standing, gate: standing.server.gate})

const snapshotOf = (
  {name}: Scenario,
  {seed = 1}: ClusterOptions,
  {server, clock}: StandingCluster,
  clusters: Readonly<Record<string, Cluster>>,
): Snapshot => ({
  apiVersion: 'sandbox.ome.cli/v1',
  kind: 'Snapshot',
  scenario: name,
  seed,
  takenAt: new Date(clock.now()).toISOString(),
  state: server.core.snapshot(),
  clusters: Object.fromEntries(Object.entries(clusters).map(([other, one]) => [other, one.server.core.snapshot()])),
})

/** The other clusters of a sandbox: the same authority, speed and seed, ports of their own and no stand-ins. */
const furtherOptions = (
  name: string,
  scenario: Scenario,
  {port: _, usualPorts, objects: __, progress: ___, snapshot, ...options}: ClusterOptions,
  {server}: StandingCluster,
): ClusterOptions => {
  const usual = usualPorts?.[`api/${name}`]
  const state = snapshot?.clusters[name]
  return {
    ...options,
    ...(state && {snapshot: {state, clusters: {}}}),
    scenario,
    certificates: server.certificates,
    ...(usual === undefined ? {} : {usualPorts: {api: usual}}),
  }
}

type NamedStandIn = readonly [name: string, running: RunningStandIn]

async function startStandIns(
  names: readonly string[],
  standing: StandingCluster,
  {usualPorts}: ClusterOptions,
  closings: (() => Promise<void>)[],
): Promise<NamedStandIn[]> {
  const started: NamedStandIn[] = []
  for (const name of names) {
    const one = standIn(name)
    if (!one) throw new ScenarioError(`there is no stand-in "${name}"`)
    const running = await onUsualPort(usualPorts?.[name], (port) => one.start(standing, port))
    closings.push(running.close)
    started.push([name, running])
  }
  return started
}

const urlsOf = (standIns: readonly NamedStandIn[]): Record<string, string> =>
  Object.fromEntries(standIns.map(([name, {url}]) => [name, url]))

const furtherUrls = (clusters: Readonly<Record<string, Cluster>>): Record<string, string> =>
  Object.fromEntries(Object.entries(clusters).map(([name, {url}]) => [`api/${name}`, url]))

const served = (clusters: Readonly<Record<string, Cluster>>): ServedCluster[] =>
  Object.entries(clusters).map(([name, {url, server}]) => ({name, url, server}))

/** Listens where an earlier run did; on any free port when somebody else has that one now. */
async function onUsualPort<Listening>(
  usual: number | undefined,
  listen: (port: number) => Promise<Listening>,
): Promise<Listening> {
  try {
    return await listen(usual ?? 0)
  } catch (error) {
    if (usual === undefined || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    return await listen(0)
  }
}

function standingFor(scenario: Scenario, options: ClusterOptions, present: number): Promise<StandingCluster> {
  const stacks = scenario.install.map((name) => {
    const found = stack(name)
    if (!found)
      throw new ScenarioError(`scenario "${scenario.name}" installs "${name}", which the sandbox does not have`)
    return found
  })
  return standingCluster({
    ...(options.snapshot
      ? {start: present, state: options.snapshot.state}
      : {start: present - (scenario.steps[0]?.ageMs ?? 0) - settleMs}),
    present,
    ...(options.speed === undefined ? {} : {speed: options.speed}),
    ...(options.seed === undefined ? {} : {seed: options.seed}),
    crds: stacks.flatMap(({definitions}) => definitions),
    controllers: stacks.flatMap(({controllers}) => controllers),
    admissions: stacks.flatMap(({admissions}) => admissions),
    schedulers: stacks.flatMap(({schedulers}) => schedulers ?? []),
    workloads: allWorkloads,
    eventsFrom: present - eventLifeMs,
    ...(options.certificates ? {certificates: options.certificates} : {}),
    ...(options.log ? {log: options.log} : {}),
  })
}

/**
 * Lets the scenario's past happen: its objects appear when they are said to have, everything reacts for a quarter of an hour, and
 * the uneventful time until the next objects is skipped.
 */
async function replay(
  standing: StandingCluster,
  board: FaultBoard,
  scenario: Scenario,
  present: number,
): Promise<void> {
  const {clock} = standing
  const {store} = standing.server.core.operations
  // Nobody has watched the past: as in a cluster of that age its history is compacted.
  const stop = store.observe(({revision}) => {
    if (revision - store.compacted > mostOfThePast) store.compact()
  })
  for (const {ageMs, objects} of scenario.steps) {
    await pass(standing, present - settleMs - ageMs - clock.now())
    for (const object of objects) create(standing.api, atPresent(standing, object), scenario.name)
    await standing.queue.idle()
  }
  await pass(standing, present - settleMs - clock.now())
  for (const {order, ageMs} of scenario.faults) {
    await standing.advance(Math.max(0, present - ageMs - clock.now()))
    board.inject(order)
  }
  await standing.advance(Math.max(0, present - clock.now()))
  stop()
  store.compact()
}

const mostOfThePast = 1000

async function pass(standing: StandingCluster, ms: number): Promise<void> {
  const eventful = Math.min(settleMs, Math.max(0, ms))
  await standing.advance(eventful)
  standing.clock.skip(Math.max(0, ms - eventful))
}

function create(api: LocalApi, object: ApiObject, where: string): void {
  const used = resourceOf(api, object)
  if (!used)
    throw new ScenarioError(`scenario "${where}": the cluster has no kind ${object.kind} of ${object.apiVersion}`)
  const {name, namespace} = object.metadata
  const scope = used.namespaced ? (namespace ?? 'default') : undefined
  const body = scope === undefined ? object : {...object, metadata: {...object.metadata, namespace: scope}}
  if (api.get(used.resource, name, scope)) api.patch(used.resource, name, scope, body)
  else api.create(used.resource, body)
  if (object['status'] !== undefined) api.patch(used.resource, name, scope, {status: object['status']}, 'status')
}
