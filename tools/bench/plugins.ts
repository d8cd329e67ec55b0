// npm run bench -- plugins: what a start takes with more and more plugins installed, and what checking them takes.
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {readLock} from '@ome/installer/install/lock'
import {openCopy, readCopy} from '@ome/installer/registry/copy'
import {readRoot} from '@ome/installer/registry/signed-files'
import type {RegistrySource} from '@ome/installer/registry/source'
import {stampOf} from '@ome/sdk/disk/stamp'
import {decodeIndex, indexPath} from '../../packages/host/src/routes/route-index.ts'
import {buildDevRegistry} from '../../registry/tools/dev-build.ts'
import {median, type Program, sample} from './measure.ts'

const counts = [0, 6, 20, 60]
const commandsEach = 30
const registry = 'bench'
const root = join(import.meta.dirname, '../..')

export interface PluginBenchOptions {
  readonly runs: number
}

interface Column {
  readonly plugins: number
  readonly commands: number
  readonly routesKiB: number
  readonly medians: Readonly<Record<string, number>>
}

/** Prints the tables. The plugins are made up, but come through a signed registry and the whole installation. */
export async function benchPlugins({runs}: PluginBenchOptions = {runs: 9}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ome-bench-plugins-'))
  try {
    const made = Array.from({length: Math.max(...counts)}, (_, at) => makePlugin(folder, at + 1))
    const homes: Home[] = []
    for (const count of counts) homes.push(await installed(folder, made.slice(0, count)))
    process.stdout.write(startTable(await curve(homes, runs)))
    process.stdout.write(checkTable(homes))
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

interface Made {
  readonly name: string
  readonly path: string
}

/** A built plugin with commands as wide as real ones: flags, a completed argument, rights. */
function makePlugin(folder: string, number: number): Made {
  const topic = `bench${String(number).padStart(2, '0')}`
  const name = `@${registry}/${topic}`
  const path = join(folder, 'plugins', topic)
  const like = JSON.parse(readFileSync(join(root, 'packages/plugin-serving/oclif.manifest.json'), 'utf8'))
  const ids = Array.from({length: commandsEach}, (_, at) => `${topic}:command${String(at + 1).padStart(2, '0')}`)
  const commands = ids.map((id) => [
    id,
    {...like.commands['status'], id, risk: 'read', aliases: [], pluginName: name, summary: `Show what ${id} is`},
  ])
  const files = {
    'package.json': {
      name,
      version: '1.0.0',
      description: 'Measures starts',
      files: ['dist', 'oclif.manifest.json'],
      oclif: {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}},
      ome: {hostApi: '^0.1.0', topics: [{name: topic}]},
    },
    'oclif.manifest.json': {version: '1.0.0', commands: Object.fromEntries(commands)},
  }
  for (const [file, json] of Object.entries(files)) write(join(path, file), JSON.stringify(json))
  write(join(path, 'dist/plugin.cjs'), bundleText(ids))
  return {name, path}
}

const bundleText = (ids: readonly string[]): string => `const {OmeCommand} = require('@ome/sdk/command')
const command = (id) => class extends OmeCommand { async run() { this.log(id) } }
exports.commands = {
${ids.map((id) => `  get '${id}'() { return command('${id}') },`).join('\n')}
}
`

function write(path: string, text: string): void {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, text)
}

interface Home {
  readonly plugins: number
  readonly env: Readonly<Record<string, string>>
  readonly data: string
  readonly source: RegistrySource
}

/** A home with the plugins of a registry that holds just these; without any there is no registry. */
async function installed(folder: string, made: readonly Made[]): Promise<Home> {
  const data = join(folder, `home-${made.length}`, '.ome')
  const tree = join(folder, `tree-${made.length}`)
  const {keys} = await buildDevRegistry({
    id: registry,
    out: tree,
    keys: join(folder, 'keys'),
    plugins: [],
    add: made.map(({path}) => path),
    reviewed: join(folder, 'reviewed'),
    hostApi: '0.1.0',
    now: new Date(),
  })
  const scope = `@${registry}`
  const env = {HOME: dirname(data), OME_CONFIG_DIR: data, OME_DATA_DIR: data, OME_CACHE_DIR: join(data, 'cache')}
  const source = {id: registry, url: tree, scopes: [scope], root: readRoot(JSON.parse(keys.rootFile.bytes.toString()))}
  const home = {plugins: made.length, env, data, source}
  if (made.length > 0) {
    once(
      ome(home, 'registry', 'add', registry, tree, '--root', join(tree, 'root', '1.json'), '--scope', scope, '--yes'),
    )
    once(ome(home, 'plugin', 'install', ...made.map(({name}) => name), '--yes', '--accept-needs'))
  }
  // The first start after an installation makes the route index, the second keeps compiled code.
  for (const words of Object.values(starts(home.plugins))) for (const _ of [1, 2]) once(ome(home, ...words))
  return home
}

const ome = ({env}: Home, ...words: readonly string[]): Program => ({
  command: [process.execPath, join(root, 'bin/ome'), ...words],
  env,
})

const once = ({command: [program = '', ...args], env}: Program): string =>
  execFileSync(program, args, {env: {...process.env, ...env}, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})

/** What is measured; without an installed plugin a command of the host stands in. */
const starts = (plugins: number): Readonly<Record<string, readonly string[]>> => ({
  '`--version`': ['--version'],
  '`--help`': ['--help'],
  'one completion': ['__complete', '--', 'get', 'serv'],
  'help of a command': ['plugin', 'list', '--help'],
  'a command of the host': ['config', 'path'],
  'a command of a plugin': plugins === 0 ? ['config', 'path'] : ['bench01', 'command01'],
})

/** All homes in turn within each round, so that a slow moment meets all; medians after the first round. */
async function curve(homes: readonly Home[], runs: number): Promise<readonly Column[]> {
  const bare: Program = {command: [process.execPath, '-e', '0']}
  const samples = new Map<string, number[]>()
  const keep = (key: string, ms: number): void => void samples.set(key, [...(samples.get(key) ?? []), ms])
  for (let round = 0; round <= runs; round += 1) {
    for (const home of homes) {
      const programs = Object.entries(starts(home.plugins)).map(([path, words]) => [path, ome(home, ...words)] as const)
      for (const [path, program] of [['node -e 0', bare] as const, ...programs]) {
        const {ms} = await sample(program, false)
        if (round > 0) keep(`${home.plugins} ${path}`, ms)
      }
    }
  }
  return homes.map(({plugins, data}) => ({
    plugins,
    commands: plugins * commandsEach,
    routesKiB: statSync(indexPath(join(data, 'cache'))).size / 1024,
    medians: Object.fromEntries(
      ['node -e 0', ...Object.keys(starts(plugins))].map((path) => [
        path,
        median(samples.get(`${plugins} ${path}`) ?? []),
      ]),
    ),
  }))
}

function startTable(columns: readonly Column[]): string {
  const paths = Object.keys(columns[0]?.medians ?? {})
  const row = (title: string, cells: readonly string[]): string => `| ${[title, ...cells].join(' | ')} |\n`
  return [
    row(
      'Installed plugins (commands)',
      columns.map(({plugins, commands}) => `${plugins} (${commands})`),
    ),
    `|---|${columns.map(() => '---|').join('')}\n`,
    ...paths.map((path) =>
      row(
        path,
        columns.map(({medians}) => {
          const ms = medians[path] ?? Number.NaN
          return path === 'node -e 0' ? `${ms.toFixed(0)} ms` : (ms / (medians['node -e 0'] ?? Number.NaN)).toFixed(2)
        }),
      ),
    ),
    row(
      'route index',
      columns.map(({routesKiB}) => `${routesKiB.toFixed(0)} KiB`),
    ),
  ].join('')
}

/** Checks within one process, each the median of its repetitions after one that warms up. */
function checkTable(homes: readonly Home[]): string {
  const rows = homes.slice(1).map(({plugins, data, source}) => {
    const bytes = readFileSync(indexPath(join(data, 'cache')))
    const index = readCopy(data, source).files?.index.bytes ?? Buffer.alloc(0)
    const signed = timed(() => openCopy(readCopy(data, source), {now: new Date()}))
    const locked = timed(() => {
      for (const {active} of Object.values(readLock(data).plugins))
        if (active) stampOf(join(data, active.folder, active.bundle.file))
    })
    const routed = timed(() => {
      for (const path in decodeIndex(bytes)?.watched) stampOf(path)
    })
    return `| ${plugins} | ${signed} (${(index.length / 1024).toFixed(0)} KiB) | ${locked} | ${routed} |\n`
  })
  return [
    '\n| Installed plugins | read and verify the signed index, ms | check lock and bundles, ms | check and read the route index, ms |\n',
    '|---|---|---|---|\n',
    ...rows,
  ].join('')
}

function timed(work: () => unknown): string {
  const samples: number[] = []
  for (let run = 0; run <= 15; run += 1) {
    const started = performance.now()
    work()
    if (run > 0) samples.push(performance.now() - started)
  }
  return median(samples).toFixed(1)
}
