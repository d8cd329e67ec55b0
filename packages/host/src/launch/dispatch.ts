import {existsSync} from 'node:fs'
import {join} from 'node:path'
import type {Blocked} from '@ome/installer/install/active-plugins'
import {stampOf} from '@ome/sdk/disk/stamp'
import {OmeError} from '@ome/sdk/errors'
import {outputWord} from '@ome/sdk/runtime'
import {makeContext, type World} from '../context/context.ts'
import type {HelpPage} from '../help/layout.ts'
import {find} from '../personality/choose.ts'
import {saying} from '../personality/saying.ts'
import type {Spoken} from '../personality/spoken.ts'
import {findOffer, findRoute, type OfferedCommand, type Route} from '../routes/find-route.ts'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'
import {worldOf} from './command-world.ts'
import {handOver} from './hand-over.ts'
import type {Launch} from './launch.ts'
import {commandOf, loadAhead} from './load-plugin.ts'
import {runDirect} from './run-command.ts'
import {demandSymbols} from './sdk-symbols.ts'
import type {Guard} from './stray-errors.ts'
import {unknownCommand} from './unknown-command.ts'

export interface Dispatch {
  readonly index: RouteIndex
  readonly world: World
  readonly launch: Launch
  /** The other name the program was called by. */
  readonly spoken?: Spoken
  /** What becomes of errors that nobody catches while a command runs. */
  readonly guard: Guard
  /** Makes the index anew when an installed bundle is no longer the file it was. */
  rebuild(): Promise<RouteIndex>
}

/** Does what the words say: help, a command, or an error naming what is near. Resolves to the exit code. */
export async function dispatch(words: readonly string[], given: Dispatch): Promise<number> {
  const {spoken, world} = given
  const index = spoken?.view ?? given.index
  const asked = words[0] === 'help' && !index.commands['help'] ? words.slice(1) : words
  const route = findRoute(index, asked)
  const offered = route.type === 'command' ? undefined : findOffer(index, asked)
  if (asked !== words || words.length === 0 || asksForHelp(words)) return showHelp(route, given, offered)
  if (route.type === 'command') {
    if (!spoken) return runCommand(route.id, route.argv, given)
    const {id, argv, note, sayFlags = String} = spoken.resolve(route.id, route.argv)
    if (note !== undefined) world.io.err(`note: ${note}\n`)
    return runCommand(id, argv, {...given, world: {...world, io: saying(sayFlags, world.io)}})
  }
  const siblings = await siblingsIn(index, words)
  if (siblings) return showEach(siblings, given)
  if (route.type === 'topic' && route.unknown === undefined && !offered) return showHelp(route, given)
  if (offered) return runOffered(offered, words, given)
  throw unknownCommand(route, words, {index, world})
}

/** Commands that one word names together: `plan store/show`. */
async function siblingsIn(index: RouteIndex, words: readonly string[]): Promise<readonly Route[] | undefined> {
  if (!words.at(-1)?.includes('/')) return undefined
  const {siblingRoutes} = await import('../routes/sibling-words.ts')
  return siblingRoutes(index, words)
}

async function showEach(routes: readonly Route[], given: Dispatch): Promise<number> {
  for (const [place, route] of routes.entries()) {
    if (place > 0) given.world.io.out('\n')
    await showHelp(route, given)
  }
  return 0
}

/** Offers what has the command, and then runs what was typed. */
async function runOffered(offered: OfferedCommand, words: readonly string[], given: Dispatch): Promise<number> {
  const {installOffered} = await import('../offers/install-offered.ts')
  const {world} = given
  const code = await installOffered(offered, world, (id, argv, io) =>
    runCommand(id, argv, {...given, world: {...world, io}}),
  )
  if (code !== 0) return code
  const index = await given.rebuild()
  if (!given.spoken) return dispatch(words, {...given, index})
  const {bin, personality} = given.spoken
  const {speak} = await import('../personality/spoken.ts')
  return dispatch(words, {...given, index, spoken: speak(index, find(index, personality.name) ?? personality, bin)})
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

async function showHelp(route: Route, given: Dispatch, offered?: OfferedCommand): Promise<number> {
  const {index: canonical, world, spoken} = given
  if (route.type === 'command' && route.id === 'command:run' && route.argv.some((word) => !word.startsWith('-')))
    return showNamedHelp(route.argv, given)
  const [{helpFor}, {accessMarks}] = await Promise.all([
    import('../help/help-for.ts'),
    import('../help/access-marks.ts'),
  ])
  const {io, bin} = world
  const index = spoken?.view ?? canonical
  const marks = await accessMarks(index, world)
  const page = {
    width: io.width,
    program: bin,
    colour: io.colour,
    ...(spoken ? {say: spoken.say} : {}),
    ...(marks ? {marks} : {}),
  }
  const text = offered ? await helpOfOffered(offered, page, given) : helpFor(index, route, page, spoken)
  if (text === undefined) throw unknownCommand(route, route.type === 'unknown' ? route.words : [], {index, world})
  io.out(text)
  return 0
}

async function helpOfOffered(offered: OfferedCommand, page: HelpPage, {world, launch}: Dispatch): Promise<string> {
  const {offeredHelp} = await import('../offers/offered-help.ts')
  return offeredHelp(offered, {hostRoot: join(launch.dist, '..'), folders: world.folders, env: world.env}, page)
}

async function showNamedHelp(argv: readonly string[], {index, world}: Dispatch): Promise<number> {
  const {namedCommand} = await import('../routes/named-command.ts')
  const {commandHelp} = await import('../help/command-help.ts')
  const {io, bin} = world
  io.out(commandHelp(namedCommand(index, argv).command, [], {width: io.width, program: bin, colour: io.colour}))
  return 0
}

async function runCommand(id: string, argv: readonly string[], given: Dispatch): Promise<number> {
  if (id === 'command:run') {
    const {namedCommand} = await import('../routes/named-command.ts')
    const named = namedCommand(given.index, argv)
    return runOwned(named, given.index, given)
  }
  const index = await checkedIndex(id, given)
  const plugin = ownerOf(index, id)
  if (index.moved[id] !== undefined) await tellMove(id, plugin, index, given)
  return runOwned({plugin, id, argv}, index, given)
}

/** One line, the first time another plugin's command runs under an id than before. */
async function tellMove(id: string, plugin: PluginRow, index: RouteIndex, {world}: Dispatch): Promise<void> {
  const {moveNote} = await import('../routes/moved.ts')
  world.io.err(moveNote(id, plugin, index, world.folders.cache))
}

interface Owned {
  readonly plugin: PluginRow
  readonly id: string
  readonly argv: readonly string[]
}

async function runOwned({plugin, id, argv}: Owned, index: RouteIndex, given: Dispatch): Promise<number> {
  if (plugin.blocked) throw await refusal(plugin, plugin.blocked, given.world.bin)
  if (plugin.withdrawn) given.world.io.err(await withdrawal(plugin, given.world.bin))
  const {launch, world} = given
  await sweepRuns(world)
  if (index.commands[id]?.[4]) startTls()
  if (plugin.newerSdk) demandSymbols(plugin, plugin.newerSdk, launch.shared())
  launch.ran(id)
  if (plugin.origin === 'link') world.io.err(`note: plugin ${plugin.name} runs from ${plugin.root}\n`)
  const verbose = isVerbose(argv, world.env)
  const around = await worldOf({plugin, id, index}, {...world, verbose})
  const {context, end} = makeContext(around, pluginWord(plugin.name))
  const suspect = plugin.origin === 'installed' || plugin.origin === 'link' ? {plugin} : {}
  const debug = Boolean(world.env['OME_DEBUG'])
  const command = id.replaceAll(':', ' ')
  const scene = {...suspect, io: world.io, bin: world.bin, command, output: outputWord(argv), debug}
  const run = async (): Promise<number> => {
    if (!needsFramework(plugin, world.env)) {
      return await runDirect(commandOf(plugin, id, {launch, io: world.io, verbose}), argv, context)
    }
    handOver(launch.shared(), launch.dist)
    loadAhead(plugin, id, {launch, io: world.io, verbose})
    const {runFull} = await import('./run-full.ts')
    return await runFull(index, {plugin, id, argv}, context)
  }
  return given.guard(scene, {run, end})
}

/** A run that was killed may have left credentials on the disk. */
async function sweepRuns({folders}: World): Promise<void> {
  if (!existsSync(join(folders.cache, 'run'))) return
  const {sweepRunFolder} = await import('../foreign/private-file.ts')
  sweepRunFolder(folders.cache, new Date())
}

/**
 * From the moment TLS is loaded, node reads its root certificates in a thread of its own, and the first connection waits
 * for them even where an own authority is trusted: 7 ms that loading the command hides.
 */
const startTls = (): void => void process.getBuiltinModule('node:tls')

async function withdrawal(plugin: PluginRow, bin: string): Promise<string> {
  const [next] = await waysFrom(plugin, bin)
  return `warning: plugin ${plugin.name} ${plugin.version} was withdrawn by its registry; ${next}\n`
}

async function waysFrom({name, ways = {unknown: true}}: PluginRow, bin: string): Promise<readonly string[]> {
  const {wayOutHints} = await import('@ome/installer/install/way-out-hints')
  return wayOutHints(name, ways, bin)
}

async function refusal(plugin: PluginRow, blocked: Blocked, bin: string): Promise<OmeError> {
  const {name, version} = plugin
  const reasons: Readonly<Record<Blocked, readonly [string, ...string[]]>> = {
    off: ['is disabled', `enable it: ${bin} plugin enable ${name}`],
    yanked: [`${version} was withdrawn by its registry`, ...(blocked === 'yanked' ? await waysFrom(plugin, bin) : [])],
    missing: ['is not in the store any more', `install it again: ${bin} plugin install ${name}`],
    changed: ['has been changed since it was installed', `see what changed: ${bin} plugin verify ${name}`],
  }
  const [why, ...next] = reasons[blocked]
  return new OmeError('denied', `plugin ${name} ${why}`, next, {object: `plugin/${name}`})
}

const needsFramework = ({origin, programs}: PluginRow, env: World['env']): boolean =>
  programs === undefined && (origin === 'link' || Boolean(env['DEBUG']) || env['OME_ROUTE'] === 'full')

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
