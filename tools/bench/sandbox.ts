// npm run bench -- sandbox: what an emulated cluster takes, in time and memory. Prints Markdown tables.
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {loadavg, tmpdir} from 'node:os'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {median} from './measure.ts'
import {type ApiCaller, apiCaller} from './requests.ts'
import {pin} from './standing-server.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'ome-bench-sandbox-'))
const client = join(root, 'node_modules', '.cache', 'ome-clients', 'kubectl')
const env: Record<string, string | undefined> = {
  ...process.env,
  HOME: join(folder, 'home'),
  OME_CONFIG_DIR: join(folder, 'config'),
  OME_DATA_DIR: join(folder, 'data'),
  OME_CACHE_DIR: join(folder, 'cache'),
}

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, {env, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe']})
const ome = (...args: readonly string[]): string => run(process.execPath, join(root, 'bin', 'ome'), ...args)

interface Served {
  readonly pid: number
  readonly seconds: number
}

/** Starts a scenario, the server on the first core and everything else on the second. */
function up(scenario: string): Served {
  const started = performance.now()
  ome('sandbox', 'up', '--scenario', scenario)
  const seconds = (performance.now() - started) / 1000
  for (const line of ome('sandbox', 'env').split('\n')) {
    const found = /^export (\w+)='?(.*?)'?$/.exec(line)
    if (found?.[1]) env[found[1]] = found[2] ?? ''
  }
  const {pid} = JSON.parse(ome('sandbox', 'status', '-o', 'json')) as {pid: number}
  pin(pid, 0)
  return {pid, seconds}
}

const down = (): string => ome('sandbox', 'down')
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024

/** CPU time of a process so far, milliseconds; the kernel counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))
const table = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  process.stdout.write(`${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n\n`)
}

async function starts(): Promise<void> {
  const rows: string[][] = []
  for (const scenario of [
    'empty',
    'quickstart',
    'tour-ome',
    'tour-kaito',
    'tour-grove',
    'tour-platform',
    'tour',
    'huge',
  ]) {
    const seconds: number[] = []
    let [memory, idle] = [0, 0]
    for (let turn = 0; turn < (scenario === 'huge' ? 1 : 4); turn += 1) {
      const served = up(scenario)
      if (turn > 0 || scenario === 'huge') seconds.push(served.seconds)
      if (turn === 0) {
        await pause(5000)
        memory = residentMiB(served.pid)
        const before = cpuMs(served.pid)
        await pause(5000)
        idle = (cpuMs(served.pid) - before) / 5
      }
      down()
    }
    rows.push([scenario, round(median(seconds)), memory.toFixed(0), idle.toFixed(0)])
  }
  table(['Scenario', 'ready, s', 'memory, MiB', 'idle, ms of CPU per s'], rows)
}

const configMaps = '/api/v1/namespaces/bench/configmaps'
const configMap = (name: string, value = 'value') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, labels: {app: 'bench'}},
  data: {key: value},
})

async function expect(answer: Promise<number>): Promise<void> {
  const status = await answer
  if (status >= 400) throw new Error(`the sandbox refused a request of the benchmark: ${status}`)
}

async function timed(name: string, count: number, call: (index: number) => Promise<number>): Promise<string[]> {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    const started = performance.now()
    await expect(call(index))
    times.push(performance.now() - started)
  }
  const total = times.reduce((sum, time) => sum + time, 0)
  times.sort((a, b) => a - b)
  const at = (part: number): string => (times[Math.floor((times.length - 1) * part)] ?? Number.NaN).toFixed(2)
  return [name, ((count / total) * 1000).toFixed(0), at(0.5), at(0.99)]
}

const apply = (caller: ApiCaller, name: string, value: string): Promise<number> =>
  caller.call(
    'PATCH',
    `${configMaps}/${name}?fieldManager=bench&force=true`,
    configMap(name, value),
    'application/apply-patch+yaml',
  )

async function requests(): Promise<void> {
  up('empty')
  const caller = await apiCaller(env['KUBECONFIG'] ?? '')
  await expect(
    caller.call('POST', '/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'bench'}}),
  )
  for (let index = 0; index < 100; index += 1) await caller.call('POST', configMaps, configMap(`warm-${index}`))
  const grown: string[][] = []
  let present = 100
  for (const size of [100, 1000, 10_000]) {
    for (; present < size; present += 1) await caller.call('POST', configMaps, configMap(`fill-${present}`))
    const rows = [
      await timed('get', 4000, (index) => caller.call('GET', `${configMaps}/warm-${index % 100}`)),
      await timed('list of 500', 100, () => caller.call('GET', `${configMaps}?limit=500`)),
      await timed('create', 3000, (index) => caller.call('POST', configMaps, configMap(`new-${index}`))),
      await timed('apply, new or changed', 3000, (index) =>
        apply(caller, `applied-${index % 1500}`, `${size}-${index}`),
      ),
      await timed('update by merge', 3000, (index) =>
        caller.call(
          'PATCH',
          `${configMaps}/warm-${index % 100}`,
          {data: {key: `${size}-${index}`}},
          'application/merge-patch+json',
        ),
      ),
    ]
    for (const row of rows) grown.push([String(size), ...row])
    for (let index = 0; index < 3000; index += 1) await caller.call('DELETE', `${configMaps}/new-${index}`)
  }
  caller.close()
  table(['Objects', 'Request', 'per s', 'p50, ms', 'p99, ms'], grown)
  down()
}

/** Watchers in a process of their own; it prints how many events came and how late they were. */
async function fanOut(): Promise<void> {
  const {pid} = up('empty')
  const caller = await apiCaller(env['KUBECONFIG'] ?? '')
  await expect(
    caller.call('POST', '/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'bench'}}),
  )
  await caller.call('POST', configMaps, configMap('clock'))
  const callers = [caller, ...(await Promise.all([1, 2, 3].map(() => apiCaller(env['KUBECONFIG'] ?? ''))))]
  const rows: string[][] = []
  for (const rate of [100, 300, 1000]) {
    const watchers = spawn(process.execPath, [join(import.meta.dirname, 'watchers.ts'), '100'], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let said = ''
    watchers.stdout.on('data', (text: Buffer) => {
      said += text.toString()
    })
    await once(watchers.stdout, 'data')
    const before = cpuMs(pid)
    const seconds = 5
    const started = performance.now()
    let changes = 0
    const write = async (caller: ApiCaller): Promise<void> => {
      while (performance.now() - started < seconds * 1000) {
        const due = ((performance.now() - started) / 1000) * rate
        if (changes >= due) {
          await pause(1)
          continue
        }
        changes += 1
        const body = {data: {key: `${Date.now()}.${changes}`}}
        await expect(caller.call('PATCH', `${configMaps}/clock`, body, 'application/merge-patch+json'))
      }
    }
    await Promise.all(callers.map(write))
    const busy = (cpuMs(pid) - before) / (performance.now() - started)
    await pause(500)
    watchers.stdin.end('stop\n')
    await once(watchers, 'close')
    const {events, p50, p99} = JSON.parse(said.split('\n').at(-2) ?? '') as Record<'events' | 'p50' | 'p99', number>
    rows.push([
      `${(changes / seconds).toFixed(0)} of ${rate}`,
      `${events} of ${changes * 100}`,
      (events / seconds).toFixed(0),
      String(p50),
      String(p99),
      `${(busy * 100).toFixed(0)} %`,
    ])
  }
  for (const one of callers) one.close()
  down()
  table(['Changes per s', 'Events come', 'per s', 'delay p50, ms', 'p99, ms', 'core of the server'], rows)
}

async function manyPods(): Promise<void> {
  const {pid} = up('huge')
  const rows = [
    ['-n team-00', '200'],
    ['-A', '10,000'],
  ].map(([flags = '', pods = '']) => {
    const times = [0, 1, 2].map(() => {
      const started = performance.now()
      run(client, 'get', 'pods', ...flags.split(' '))
      return performance.now() - started
    })
    return [`kubectl get pods ${flags}`, pods, (median(times) / 1000).toFixed(2)]
  })
  table(['Command', 'Pods', 's'], rows)
  process.stdout.write(`Memory afterwards: ${residentMiB(pid).toFixed(0)} MiB\n\n`)
  down()
}

/** Deployments that come, scale, roll and go, as fast as one client can. */
async function churn(minutes: number): Promise<void> {
  const {pid} = up('quickstart')
  const caller = await apiCaller(env['KUBECONFIG'] ?? '')
  const path = '/apis/apps/v1/namespaces/default/deployments'
  const rows: string[][] = [['0', '0', residentMiB(pid).toFixed(0), '']]
  const started = performance.now()
  let [rounds, cpu] = [0, cpuMs(pid)]
  for (let minute = 1; minute <= Math.ceil(minutes); minute += 1) {
    const end = started + Math.min(minute, minutes) * 60_000
    while (performance.now() < end) {
      const name = `churn-${rounds % 20}`
      await caller.call('DELETE', `${path}/${name}`)
      await caller.call('POST', path, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {name},
        spec: {
          replicas: 3,
          selector: {matchLabels: {app: name}},
          template: {
            metadata: {labels: {app: name}},
            spec: {containers: [{name: 'main', image: 'registry.k8s.io/pause:3.10'}]},
          },
        },
      })
      rounds += 1
      await pause(100)
    }
    const now = cpuMs(pid)
    rows.push([
      String(Math.min(minute, minutes)),
      String(rounds),
      residentMiB(pid).toFixed(0),
      `${((now - cpu) / 600).toFixed(0)} %`,
    ])
    cpu = now
  }
  caller.close()
  down()
  table(['Minute', 'Deployments made and deleted', 'memory, MiB', 'core of the server'], rows)
}

/** Measures everything, or the one part that is named. */
export async function benchSandbox(args: readonly string[]): Promise<void> {
  const flag = args.indexOf('--minutes')
  const minutes = flag < 0 ? 0.5 : Number(args[flag + 1])
  if (!(minutes > 0)) throw new Error('--minutes needs a number above 0')
  const parts = {starts, requests, fanOut, manyPods, churn: () => churn(minutes)}
  const wanted = Object.entries(parts).filter(([name]) => !args.some((arg) => arg in parts) || args.includes(name))
  pin(process.pid, 1)
  process.stdout.write(`${new Date().toISOString()}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n\n`)
  try {
    for (const [, measure] of wanted) await measure()
  } finally {
    down()
    rmSync(folder, {recursive: true, force: true})
  }
}
