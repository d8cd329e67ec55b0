import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ApiObject, LocalApi} from '@ome/sandbox/api'
import {type Cluster, startCluster} from '@ome/sandbox/cluster'
import type {FaultBoard} from '@ome/sandbox/faults/fault-board'
import {loadScenario, type Scenario} from '@ome/sandbox/scenario'
import {kubeClient} from '@ome/sdk/client'
import type {ConnectionOptions, KubeClient} from '@ome/sdk/kube'
import {currentRun, keep} from './recording.ts'
import {accessOf, type Request, type ServedResource} from './rights.ts'

export interface TestClusterOptions {
  /** Name of a sandbox scenario. Default `empty`. */
  readonly scenario?: string
  /** Stacks to install beside the scenario's, for example `ome`. */
  readonly install?: readonly string[]
  /** Objects created at the end, with their status. */
  readonly objects?: readonly ApiObject[]
  /** The cluster's present. Default 2026-11-21T12:00:00Z, the clock of `run()`. */
  readonly now?: Date
  /** `manual` stands still until the test moves it; `running` goes with the wall, `speed` times as fast. Default `manual`. */
  readonly clock?: 'manual' | 'running'
  readonly speed?: number
}

/** A cluster of a test: give `kube` to `run()`. */
export interface TestCluster {
  readonly api: LocalApi
  /** What is made to go wrong in it. */
  readonly faults: FaultBoard
  readonly url: string
  readonly hub: string
  /** Addresses of everything that listens, by name: the API, the hub, the scenario's stand-ins. */
  readonly endpoints: Readonly<Record<string, string>>
  /** The cluster's clock, as `run({now})` takes it. */
  readonly now: () => Date
  /** A kubeconfig file that holds everything; removed by `stop`. */
  readonly kubeconfig: string
  /** Makes a real client over TLS, as `run({kube})` takes it; its requests end with the signal. */
  readonly kube: (options?: ConnectionOptions, signal?: AbortSignal) => Promise<KubeClient>
  /** Every request its clients made, in order; see `@ome/testkit/rights`. A test may empty it. */
  readonly requests: Request[]
  /** Warnings of the server that a person was shown. */
  readonly warned: readonly string[]
  /** Moves a manual clock, letting everything react in between. */
  advance(ms: number): Promise<void>
  /** Waits until the condition holds: moves a manual clock, or follows a running one. Throws after `withinMs` of cluster time (default 30 minutes). */
  until(condition: () => boolean, withinMs?: number): Promise<void>
  /** Moves a manual clock for as long as the work takes, for commands that wait for the cluster. */
  during<Result>(work: Promise<Result>): Promise<Result>
  stop(): Promise<void>
  /** {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

const present = new Date('2026-11-21T12:00:00Z')
const stepMs = 500

/** Starts a sandbox in this process. */
export async function cluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const clock = options.clock ?? 'manual'
  const started = await startCluster({
    scenario: scenarioOf(options),
    objects: options.objects ?? [],
    clock,
    now: (options.now ?? present).getTime(),
    ...(options.speed === undefined ? {} : {speed: options.speed}),
    log: (line) => {
      throw new Error(line)
    },
  })
  const folder = await mkdtemp(join(tmpdir(), 'ome-cluster-'))
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, JSON.stringify(started.kubeconfig), {mode: 0o600})
  const aborts = new AbortController()
  const clients: KubeClient[] = []
  const requests: Request[] = []
  const warned: string[] = []
  const around = surroundings(folder, started)

  const stop = async (): Promise<void> => {
    aborts.abort()
    for (const client of clients) client.close()
    await started.stop()
    await rm(folder, {recursive: true, force: true})
  }
  return {
    api: started.api,
    faults: started.faults,
    url: started.url,
    hub: started.endpoints['hub'] ?? '',
    endpoints: started.endpoints,
    now: () => new Date(started.clock.now()),
    kubeconfig,
    requests,
    warned,
    kube: async (connection = {}, signal) => {
      const until = signal ? AbortSignal.any([aborts.signal, signal]) : aborts.signal
      const made = currentRun()
      const client = await kubeClient(
        {kubeconfig, ...connection},
        {
          ...around,
          signal: until,
          onWarning: (text) => warned.push(text),
          onRequest({method, path, status}) {
            requests.push({method, path, status})
            const run = currentRun() ?? made
            if (run) keep(run, {method, path, status, ...served(started, path)})
          },
        },
      )
      clients.push(client)
      return client
    },
    advance: (ms) => started.clock.advance(ms),
    until: (condition, withinMs = 30 * 60_000) => until(started, condition, withinMs),
    during: (work) => during(started, work),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function scenarioOf({scenario = 'empty', install = []}: TestClusterOptions): Scenario {
  const loaded = loadScenario(scenario)
  return {...loaded, install: [...new Set([...loaded.install, ...install])]}
}

/** What the server knows of the resource of a path. */
function served({server}: Cluster, path: string): {served?: ServedResource} {
  const access = accessOf({method: 'GET', path})
  const [plural = ''] = access?.resource.split('/') ?? []
  const found = access && server.core.operations.registry.resolve({group: access.group, plural})
  if (!found) return {}
  const {namespaced, singular, kind, shortNames, categories} = found
  return {
    served: {
      namespaced,
      words: [plural, `${plural}.${access.group}`, singular, kind.toLowerCase(), ...shortNames, ...categories],
    },
  }
}

type Surroundings = Omit<Parameters<typeof kubeClient>[1], 'signal' | 'onRequest'>

const surroundings = (folder: string, {clock}: Cluster): Surroundings => ({
  env: {},
  cwd: folder,
  home: folder,
  cacheFolder: join(folder, 'cache'),
  version: '0.0.0-test',
  plugin: 'test',
  now: () => new Date(clock.now()),
  canAsk: false,
})

async function until({clock, settled}: Cluster, condition: () => boolean, withinMs: number): Promise<void> {
  const end = clock.now() + withinMs
  await settled()
  while (!condition()) {
    if (clock.now() > end)
      throw new Error(`the cluster did not get there within ${withinMs / 1000} seconds of its time`)
    await pass(clock)
    await settled()
  }
}

/** Half a second of the cluster: moved by hand, or waited for. */
const pass = (clock: Cluster['clock']): Promise<void> =>
  clock.isRunning ? new Promise((resolve) => clock.after(stepMs, resolve)) : clock.advance(stepMs)

async function during<Result>({clock}: Cluster, work: Promise<Result>): Promise<Result> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  while (!done && !clock.isRunning) {
    await clock.advance(stepMs)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return await finished
}
