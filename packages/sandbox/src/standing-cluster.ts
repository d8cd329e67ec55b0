import {activities} from './activity.ts'
import {type Admission, ApiError, type ApiObject, type LocalApi} from './api.ts'
import {cloudStock} from './cloud-stock.ts'
import {credentialControllers} from './controllers/credentials.ts'
import {serviceAccounts} from './controllers/resources.ts'
import {serviceAddresses} from './controllers/service.ts'
import {standardControllers} from './controllers/standard.ts'
import {volumeAdmission} from './controllers/volumes.ts'
import type {Controller, World} from './controllers/world.ts'
import type {Credentials} from './kubelet/files/volumes.ts'
import {type Kubelet, startKubelet} from './kubelet/kubelet.ts'
import type {Workload} from './kubelet/workload.ts'
import {metricsApi} from './metrics-api.ts'
import {type Random, seededRandom} from './random.ts'
import type {SchedulerPlugin} from './scheduler/gang.ts'
import {podPriority} from './scheduler/priority.ts'
import type {Certificates} from './server/access/certificates.ts'
import {issuer} from './server/access/tokens.ts'
import {type ApiServer, createServer} from './server/create-server.ts'
import type {ServerState} from './server/server.ts'
import {type SimulatedClock, simulatedClock} from './simulated-clock.ts'
import {workQueue} from './work-queue.ts'

export interface StandingOptions {
  /** Milliseconds since the epoch at which the clock stands first. */
  readonly start?: number
  /** Where the scenario's past ends; default `start`. */
  readonly present?: number
  readonly speed?: number
  readonly seed?: number
  readonly crds?: readonly ApiObject[]
  readonly controllers?: readonly Controller[]
  readonly admissions?: readonly Admission[]
  readonly schedulers?: readonly SchedulerPlugin[]
  readonly workloads: readonly Workload[]
  /** Objects to begin with, and the revision they were read at. */
  readonly state?: ServerState
  /** Certificates of an earlier run. */
  readonly certificates?: Certificates
  /** Events before this moment of the calendar are not recorded: they would have expired by the time anybody looks. */
  readonly eventsFrom?: number
  readonly log?: (line: string) => void
}

/** A whole cluster without any socket, on a clock that stands until it is moved or set running. */
export interface StandingCluster extends World {
  readonly clock: SimulatedClock
  readonly server: ApiServer
  readonly kubelet: Kubelet
  /** Moves the clock, letting everything react in between. */
  advance(ms: number): Promise<void>
  stop(): void
}

/** Builds a cluster in which nothing has happened yet. */
export async function standingCluster(options: StandingOptions): Promise<StandingCluster> {
  const log = options.log ?? (() => undefined)
  const fault = (where: string, error: unknown): void =>
    log(`${where}: ${error instanceof Error ? error.stack : error}`)
  const clock = simulatedClock({
    fault: (error) => fault('timer', error),
    ...(options.start === undefined ? {} : {start: options.start}),
    ...(options.speed === undefined ? {} : {speed: options.speed}),
  })
  const queue = workQueue(fault)
  clock.settle = () => queue.idle()
  const random: Random = seededRandom(options.seed ?? 1)
  const present = options.present ?? clock.now()
  const activity = activities()
  const cloud = cloudStock()
  const server: ApiServer = await createServer({
    clock,
    fault,
    crds: options.crds ?? [],
    admissions: [serviceAddresses, podPriority, volumeAdmission, ...(options.admissions ?? [])],
    virtual: metricsApi(() => server.api, clock, activity),
    ...(options.state ? {state: options.state} : {}),
    ...(options.seed === undefined ? {} : {seed: options.seed}),
    ...(options.certificates ? {certificates: options.certificates} : {}),
  })
  let started: Kubelet | undefined
  const forward: World['forward'] = (...request) => started?.http(...request) ?? false
  const as = (manager: string): World => ({
    api: withLossyEvents(server.apiAs(manager), () => clock.now() >= (options.eventsFrom ?? 0)),
    clock,
    random,
    queue,
    activity,
    cloud,
    forward,
    present,
    log,
  })
  const manager = as('kube-controller-manager')
  const kubelet = startKubelet(as('kubelet'), options.workloads, credentialsOf(server, clock))
  started = kubelet
  const stops = [
    ...standardControllers(options.schedulers ?? []),
    ...credentialControllers({certificates: server.certificates, token: secretToken(server)}),
    ...(options.controllers ?? []),
  ].map((start) => start(manager))
  server.useAgent(kubelet)

  return {
    api: server.api,
    clock,
    random,
    queue,
    activity,
    cloud,
    forward,
    present,
    log,
    server,
    kubelet,
    advance: (ms) => clock.advance(ms),
    stop() {
      for (const stop of stops) stop()
      kubelet.stop()
      queue.stop()
      clock.stop()
    },
  }
}

/** A token that stands in a Secret; it is good as long as its account is. */
const secretToken =
  ({accounts}: ApiServer) =>
  ({metadata: {name, namespace = '', uid = ''}}: ApiObject): string =>
    accounts.issue({namespace, name, uid, audiences: [issuer], expires: Date.UTC(2100, 0)})

/** What the kubelet puts into pods so that their programs can call the API server. */
const credentialsOf = ({accounts, certificates, api}: ApiServer, clock: SimulatedClock): Credentials => ({
  authority: certificates.authority.certificate,
  token({metadata: {name, namespace = '', uid = ''}, spec}, seconds) {
    const account: string = spec.serviceAccountName ?? 'default'
    return accounts.issue({
      namespace,
      name: account,
      uid: api.get(serviceAccounts, account, namespace)?.metadata.uid ?? '',
      audiences: [issuer],
      expires: clock.now() + seconds * 1000,
      bound: {kind: 'Pod', name, uid},
    })
  },
})

/** An Event that is refused is lost, as with Kubernetes' own recorder: in a namespace that ends, none can be written. */
const withLossyEvents = (api: LocalApi, isRecorded: () => boolean): LocalApi => ({
  ...api,
  event(...args) {
    if (!isRecorded()) return
    try {
      api.event(...args)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  },
})
