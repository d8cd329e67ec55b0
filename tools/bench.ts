// npm run bench: the budgets of the design, measured in one run on this machine, as ratios of medians. With the word
// `sandbox`: what the sandbox takes; with `plugins`: how a start grows with what is installed; with `load`: the load
// generator beside others; with `soak`: whether its memory stays as it is; with `huge` the last rows alone.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {benchHuge} from './bench/huge.ts'
import {benchLoad} from './bench/load.ts'
import {type Program, pair} from './bench/measure.ts'
import {benchPlugins} from './bench/plugins.ts'
import {apiCaller, requestRate} from './bench/requests.ts'
import {type Row, table, within} from './bench/row.ts'
import {benchSandbox} from './bench/sandbox.ts'
import {benchSoak} from './bench/soak.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'ome-bench-'))
const env = {
  HOME: join(folder, 'home'),
  OME_CONFIG_DIR: join(folder, 'config'),
  OME_DATA_DIR: join(folder, 'data'),
  OME_CACHE_DIR: join(folder, 'cache'),
  PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
}
const node = process.execPath
const ome = (...args: readonly string[]): Program => ({
  command: [node, join(root, 'bin', 'ome'), ...args],
  env: {...env, ...clusterEnv},
})
const bare: Program = {command: [node, '-e', '0'], env}
const kubectl = (...args: readonly string[]): Program => ({
  command: [join(root, 'node_modules', '.cache', 'ome-clients', 'kubectl'), ...args],
  env: {...env, ...clusterEnv},
})
let clusterEnv: Record<string, string> = {}

const once = (program: Program): string =>
  execFileSync(program.command[0] ?? '', program.command.slice(1), {
    env: {...process.env, ...program.env},
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const versus = async (
  path: string,
  ours: Program,
  theirs: Program,
  against: string,
  limits: readonly [number, number],
  runs: number,
): Promise<Row> => {
  const result = await pair(ours, theirs, runs)
  return {
    path,
    medianMs: result.ours.ms,
    against: `${against} ${result.theirs.ms.toFixed(0)} ms`,
    ratio: result.ours.ms / result.theirs.ms,
    ceiling: limits[0],
    goal: limits[1],
    lowerIsBetter: true,
  }
}

const absolute = (
  path: string,
  value: number,
  unit: string,
  limits: readonly [number, number],
  lowerIsBetter: boolean,
  medianMs: number | null = null,
): Row => ({
  path,
  medianMs,
  against: unit,
  ratio: value,
  ceiling: limits[0],
  goal: limits[1],
  lowerIsBetter,
})

function modulesLoaded(): number {
  const file = join(folder, 'modules.json')
  const program = ome('get', 'services')
  once({
    ...program,
    env: {
      ...program.env,
      NODE_OPTIONS: `--require=${join(root, 'tools', 'bench', 'count-modules.cjs')}`,
      OME_BENCH_MODULES: file,
    },
  })
  return (JSON.parse(readFileSync(file, 'utf8')) as string[]).length
}

function useEnvironment(scenario: string): void {
  if (clusterEnv['KUBECONFIG']) once(ome('sandbox', 'down'))
  once(ome('sandbox', 'up', '--scenario', scenario))
  for (const line of once(ome('sandbox', 'env')).split('\n')) {
    const found = /^export (\w+)='?(.*?)'?$/.exec(line)
    if (found?.[1]) clusterEnv = {...clusterEnv, [found[1]]: found[2] ?? ''}
  }
}

function startSandbox(): Row {
  useEnvironment('empty')
  once(ome('sandbox', 'down'))
  const started = performance.now()
  once(ome('sandbox', 'up', '--scenario', 'empty'))
  const seconds = (performance.now() - started) / 1000
  return absolute(
    'sandbox ready after `up` (second start, whole command)',
    seconds,
    'seconds',
    [1.5, 0.5],
    true,
    seconds * 1000,
  )
}

async function fill(count: number, from: number): Promise<void> {
  const caller = await apiCaller(clusterEnv['KUBECONFIG'] ?? '')
  for (let index = from; index < count; index += 1) {
    const name = `svc-${String(index).padStart(4, '0')}`
    const status = await caller.call('POST', '/apis/ome.io/v1beta1/namespaces/default/inferenceservices', {
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name, annotations: {'ome.io/deploymentMode': 'VirtualDeployment'}},
      spec: {
        engine: {minReplicas: 1, maxReplicas: 1, runner: {name: 'ome-container', image: 'vllm/vllm-openai:v0.10.0'}},
      },
    })
    if (status >= 400) throw new Error(`the sandbox refused service ${name}: ${status}`)
  }
  caller.close()
}

async function measure(): Promise<Row[]> {
  once(ome('--help'))
  const rows: Row[] = [
    await versus('`ome --version`', ome('--version'), bare, 'node -e 0', [1.3, 1.1], 21),
    await versus('`ome --help`', ome('--help'), bare, 'node -e 0', [2.8, 2.2], 21),
    await versus('one completion', ome('__complete', '--', 'get', 'serv'), bare, 'node -e 0', [2.0, 1.6], 21),
    startSandbox(),
  ]
  useEnvironment('quickstart')
  await fill(50, 0)
  const services = ['get', 'inferenceservices.ome.io', '-n', 'default']
  rows.push(
    await versus(
      '`ome get services`, 50 objects',
      ome('get', 'services'),
      kubectl(...services),
      'kubectl get',
      [1.7, 1.1],
      15,
    ),
  )
  rows.push(absolute('modules loaded by `get`', modulesLoaded(), 'modules', [25, 15], true))
  await fill(5000, 50)
  const many = await pair(ome('get', 'services'), kubectl(...services), 5, true)
  rows.push({
    path: '5,000 objects listed: time',
    medianMs: many.ours.ms,
    against: `kubectl get ${many.theirs.ms.toFixed(0)} ms`,
    ratio: many.ours.ms / many.theirs.ms,
    ceiling: 1.5,
    goal: 1.0,
    lowerIsBetter: true,
  })
  rows.push({
    path: '5,000 objects listed: peak memory',
    medianMs: null,
    against: `${many.ours.peakMiB.toFixed(0)} MiB; kubectl ${many.theirs.peakMiB.toFixed(0)} MiB`,
    ratio: many.ours.peakMiB / many.theirs.peakMiB,
    ceiling: 1.5,
    goal: 1.0,
    lowerIsBetter: true,
  })
  const caller = await apiCaller(clusterEnv['KUBECONFIG'] ?? '')
  rows.push(
    absolute(
      'sandbox: create + get + list, 1 client',
      await requestRate(caller, 2000),
      'requests/s',
      [2000, 5000],
      false,
    ),
  )
  caller.close()
  return [...rows, ...(await measureHuge())]
}

function measureHuge(): Promise<Row[]> {
  useEnvironment('huge')
  return benchHuge(ome, kubectl)
}

async function budgets(measured: () => Promise<Row[]>): Promise<void> {
  const rows = await measured()
  process.stdout.write(`${table(rows)}\n`)
  const json = process.argv.indexOf('--json')
  const file = process.argv[json + 1]
  if (json > 0 && file) {
    const shown = rows.map(({lowerIsBetter: _, ...row}) => row)
    writeFileSync(file, `${JSON.stringify(shown, null, 2)}\n`)
  }
  process.exitCode = rows.every((row) => within(row, row.ceiling)) ? 0 : 1
}

try {
  if (process.argv[2] === 'sandbox') await benchSandbox(process.argv.slice(3))
  else if (process.argv[2] === 'plugins') await benchPlugins()
  else if (process.argv[2] === 'load') await benchLoad()
  else if (process.argv[2] === 'soak') await benchSoak(process.argv.slice(3))
  else await budgets(process.argv[2] === 'huge' ? measureHuge : measure)
} finally {
  if (clusterEnv['KUBECONFIG']) once(ome('sandbox', 'down'))
  rmSync(folder, {recursive: true, force: true})
}
