import {createRequire} from 'node:module'
import type {Blocked} from '@ome/installer/install/active-plugins'
import {stampOf} from '@ome/sdk/disk/stamp'
import {OmeError} from '@ome/sdk/errors'
import {outputWord} from '@ome/sdk/runtime'
import {makeContext, type World} from '../context/context.ts'
import {nearest} from '../help/nearest.ts'
import {findRoute, type Route} from '../routes/find-route.ts'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'
import type {LoadOptions, Provide} from './bundle-loader.ts'
import {guardedLoad} from './guarded-load.ts'
import {handOver} from './hand-over.ts'
import type {Launch} from './launch.ts'
import {type CommandClass, loadCommand, runDirect} from './run-command.ts'
import {reportStrays} from './stray-errors.ts'

export interface Dispatch {
  readonly index: RouteIndex
  readonly world: World
  readonly launch: Launch
  /** Makes the index anew when an installed bundle is no longer the file it was. */
  rebuild(): Promise<RouteIndex>
}

/** Does what the words say: help, a command, or an error naming what is near. Resolves to the exit code. */
export async function dispatch(words: readonly string[], given: Dispatch): Promise<number> {
  const {index} = given
  const asked = words[0] === 'help' && !index.commands['help'] ? words.slice(1) : words
  const route = findRoute(index, asked)
  if (asked !== words || asksForHelp(words)) return showHelp(route, given)
  if (route.type === 'command') return runCommand(route.id, route.argv, given)
  if (route.type === 'topic' && route.unknown === undefined) return showHelp(route, given)
  throw unknownCommand(route, words, given)
}

/** A help flag before `--` wins over everything else on the line. */
const asksForHelp = (words: readonly string[]): boolean => {
  const end = words.indexOf('--')
  return words.slice(0, end === -1 ? undefined : end).some((word) => word === '--help' || word === '-h')
}

const isVerbose = (argv: readonly string[], env: World['env']): boolean => {
  const end = argv.indexOf('--')
  return (
    argv.slice(0, end === -1 ? undefined : end).includes('--verbose') ||
    ['1', 'true'].includes(env['OME_VERBOSE'] ?? '')
  )
}

async function showHelp(route: Route, {index, world}: Dispatch): Promise<number> {
  const {helpFor} = await import('../help/help-for.ts')
  const {io, bin} = world
  const text = helpFor(index, route, {width: io.width, program: bin, colour: io.colour})
  if (text === undefined) throw unknownCommand(route, route.type === 'unknown' ? route.words : [], {index, world})
  io.out(text)
  return 0
}

async function runCommand(id: string, argv: readonly string[], given: Dispatch): Promise<number> {
  const index = await checkedIndex(id, given)
  const plugin = ownerOf(index, id)
  if (plugin.blocked) throw refusal(plugin, plugin.blocked, given.world.bin)
  const {launch, world} = given
  if (index.commands[id]?.[4]) startTls()
  launch.ran(id)
  if (plugin.origin === 'link') world.io.err(`note: plugin ${plugin.name} runs from ${plugin.root}\n`)
  const {context, end} = makeContext(
    {...world, plugins: index.plugins, verbose: isVerbose(argv, world.env)},
    pluginWord(plugin.name),
  )
  const installed = plugin.origin === 'installed' ? {plugin: plugin.name} : {}
  const debug = Boolean(world.env['OME_DEBUG'])
  const command = id.replaceAll(':', ' ')
  const done = reportStrays({...installed, io: world.io, bin: world.bin, command, output: outputWord(argv), debug})
  try {
    if (!needsFramework(plugin, world.env)) {
      return await runDirect(commandOf(plugin, id, argv, given), argv, context)
    }
    handOver(launch.shared(), launch.dist)
    const {runFull} = await import('./run-full.ts')
    return await runFull(index, id, argv, context)
  } finally {
    await end()
    done()
  }
}

function commandOf(plugin: PluginRow, id: string, argv: readonly string[], {launch, world}: Dispatch): CommandClass {
  const load = (): CommandClass => loadCommand(plugin, id, (file) => launch.load(file, loadOptions(plugin, launch)))
  if (plugin.origin !== 'installed') return load()
  const {io, env} = world
  return guardedLoad(load, {
    plugin: plugin.name,
    io,
    verbose: isVerbose(argv, env),
    now: () => performance.now(),
  })
}

/**
 * From the moment TLS is loaded, node reads its root certificates in a thread of its own, and the first connection waits
 * for them even where an own authority is trusted: 7 ms that loading the command hides.
 */
const startTls = (): void => void process.getBuiltinModule('node:tls')

/** Gives a bundle the host's copy of the framework and the sdk. Installed ones may come from any build. */
function loadOptions({origin}: PluginRow, {shared, dist}: Launch): LoadOptions {
  const modules = shared()
  const provide: Provide = (name) => (Object.hasOwn(modules, name) ? modules[name] : undefined)
  if (origin !== 'installed') return {provide}
  const withImports = (file: string): unknown => {
    handOver(modules, dist)
    return createRequire(file)(file)
  }
  return {provide, withImports}
}

function refusal({name}: PluginRow, blocked: Blocked, bin: string): OmeError {
  const reasons: Readonly<Record<Blocked, readonly [string, string]>> = {
    off: ['is disabled', `enable it: ${bin} plugin enable ${name}`],
    yanked: ['was withdrawn by its registry', `take the newest release: ${bin} plugin upgrade ${name}`],
    missing: ['is not in the store any more', `install it again: ${bin} plugin install ${name}`],
    changed: ['has been changed since it was installed', `see what changed: ${bin} plugin verify ${name}`],
  }
  const [why, next] = reasons[blocked]
  return new OmeError('denied', `plugin ${name} ${why}`, [next], {object: `plugin/${name}`})
}

const needsFramework = (plugin: PluginRow, env: World['env']): boolean =>
  plugin.origin === 'link' || Boolean(env['DEBUG']) || env['OME_ROUTE'] === 'full'

/** An installed bundle whose size or time changed is looked at again before it may run. */
async function checkedIndex(id: string, {index, rebuild}: Dispatch): Promise<RouteIndex> {
  const plugin = ownerOf(index, id)
  return plugin.mark === undefined || plugin.mark === stampOf(plugin.file) ? index : rebuild()
}

function ownerOf(index: RouteIndex, id: string): PluginRow {
  const plugin = index.plugins[index.commands[id]?.[0] ?? -1]
  if (plugin) return plugin
  throw new OmeError('not-found', `the plugin of "${id.replaceAll(':', ' ')}" is not there any more`, [
    'see what is installed: ome plugin list',
  ])
}

/** `@ome/plugin-serving` is the field manager `ome-serving`. */
const pluginWord = (name: string): string => name.replace(/^@[^/]+\//, '').replace(/^plugin-/, '')

function unknownCommand(
  route: Route,
  words: readonly string[],
  {index, world}: Pick<Dispatch, 'index' | 'world'>,
): OmeError {
  const {bin} = world
  const topic = route.type === 'topic' ? route.id.replaceAll(':', ' ') : ''
  const word = route.type === 'topic' ? route.unknown : route.type === 'unknown' ? route.words[0] : undefined
  const more = `see all of them: ${[bin, topic, '--help'].filter(Boolean).join(' ')}`
  if (word === undefined && topic === '' && words[0] === '-v')
    return new OmeError('usage', 'unknown flag: -v', [
      `the version: ${bin} --version`,
      `every request of a command: ${bin} COMMAND --verbose`,
      more,
    ])
  if (word === undefined) return new OmeError('usage', `no command in "${[bin, ...words].join(' ')}"`, [more])
  const depth = topic === '' ? 0 : topic.split(' ').length
  const siblings = [...Object.keys(index.commands), ...Object.keys(index.aliases)]
    .map((id) => id.split(':'))
    .filter((parts) => parts.slice(0, depth).join(' ') === topic)
    .map((parts) => parts[depth] ?? '')
  const known = [...new Set(siblings)]
  const near = nearest(word, known)
  const typed = [topic, word].filter(Boolean).join(' ')
  const inserted = topic === '' || near.length > 0 ? [] : missingWord(`${bin} ${topic}`, known, word)
  return new OmeError('usage', `unknown command "${typed}"`, [
    ...near.map((name) => `did you mean: ${[bin, topic, name].filter(Boolean).join(' ')}`),
    ...inserted,
    more,
  ])
}

/** A word of the topic may have been left out before what it is about. */
function missingWord(topic: string, known: readonly string[], word: string): string[] {
  const [first] = known
  if (first === undefined) return []
  return known.length === 1
    ? [`did you mean: ${topic} ${first} ${word}`]
    : [`say which of ${known.join(', ')}: ${topic} ${first} ${word}`]
}
