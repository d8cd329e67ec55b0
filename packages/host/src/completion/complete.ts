import {writeSync} from 'node:fs'
import type {Completion} from '@ome/sdk/command-runner'
import type {Context, Folders} from '@ome/sdk/context'
import {hasFreshAccess} from '../access/caller-folder.ts'
import {shortName} from '../help/plugin-title.ts'
import type {Launch} from '../launch/launch.ts'
import {type Called, calledAs, personalityOf} from '../personality/choose.ts'
import type {Spoken} from '../personality/spoken.ts'
import {spokenCommand} from '../personality/spoken-command.ts'
import {aliasesOf, expandAlias} from '../routes/expand-alias.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {readManifest} from '../routes/read-manifest.ts'
import {indexKey, type RouteIndex, readIndex} from '../routes/route-index.ts'
import {valueAt} from '../settings/settings.ts'
import {expectedAt} from './candidates.ts'
import type {Candidate, Expected} from './expected.ts'
import type {NameSource} from './names.ts'
import {patienceOf} from './patience.ts'

/** Numbers of cobra's protocol: what the shell may do besides offering the lines. */
const directive = {files: 0, noSpace: 2, noFiles: 4, filterExtensions: 8} as const

interface World {
  readonly launch: Launch
  readonly folders: Folders
  readonly env: Context['env']
  /** How long the cluster is waited for. */
  readonly patienceMs: number
}

/**
 * Answers a shell in cobra's protocol: a line `value<TAB>text` per candidate, then `:<directive>`. The code is always 0
 * and stderr stays empty: a prompt is no place for errors.
 */
export async function complete(words: readonly string[], world: Omit<World, 'patienceMs'>): Promise<number> {
  const patienceMs = patienceOf(world.env, performance.now())
  writeSync(1, answerText(await completionOf(words[0] === '--' ? words.slice(1) : words, {...world, patienceMs})))
  return 0
}

/** What may stand in the place of the last word. */
export async function completionOf(typed: readonly string[], world: World): Promise<Completion> {
  try {
    const canonical = await withoutDenied(await indexFor(world), world)
    const called = calledAs(world.launch.program, typed, canonical)
    const spoken = called && (await speakAs(canonical, called))
    const index = spoken?.view ?? canonical
    const line = called?.words ?? typed
    const words = line.slice(0, -1)
    const before = !spoken || spoken.personality.fallback === 'canonical' ? expandAlias(index, words) : words
    const partial = line.at(-1) ?? ''
    const expected = expectedAt({before, partial}, index, (id) => commandAt(id, index, spoken, before))
    return await answerFor(expected, partial, {...world, index: canonical, before})
  } catch (error) {
    unanswered(error, world.env)
    return nothing
  }
}

const nothing: Completion = {candidates: [], isOpen: false}

/** With `preferences.access: hide` commands that the person is known to lack rights for are not offered. */
async function withoutDenied(index: RouteIndex, {folders, env}: World): Promise<RouteIndex> {
  const how = env['OME_ACCESS'] || valueAt(index.config, 'preferences.access')
  if (how !== 'hide' || !hasFreshAccess(folders.cache, Date.now())) return index
  const {allowedOnly} = await import('./allowed-only.ts')
  return allowedOnly(index, {folders, env})
}

async function speakAs(index: RouteIndex, called: Called): Promise<Spoken> {
  const {speak} = await import('../personality/spoken.ts')
  return speak(index, personalityOf(index, called), called.bin)
}

function commandAt(
  id: string,
  {commands, plugins, canonical}: RouteIndex,
  spoken: Spoken | undefined,
  before: readonly string[],
): ManifestCommand | undefined {
  const plugin = plugins[commands[id]?.[0] ?? -1]
  const command = plugin && readManifest(plugin.root).commands[canonical?.[id] ?? id]
  return command && spoken ? spokenCommand(command, id, spoken.rowOf(id, before), before) : command
}

/** What is known without the cluster is offered even when the cluster does not answer. */
function unanswered(error: unknown, env: Context['env']): [] {
  if (env['OME_DEBUG']) throw error
  return []
}

async function indexFor({launch, folders}: World): Promise<RouteIndex> {
  const known = readIndex(folders.cache, indexKey(launch.dist, launch.version, folders))
  if (known) return known
  const {buildIndex} = await import('../routes/build-index.ts')
  return buildIndex(launch.dist, launch.version, folders)
}

async function answerFor(
  {candidates, source, prefix = ''}: Expected,
  partial: string,
  at: World & {index: RouteIndex; before: readonly string[]},
): Promise<Completion> {
  if (source && 'files' in source) return {...nothing, files: source.files}
  const found = source ? await lookUp(source, at).catch((error) => unanswered(error, at.env)) : []
  const wanted = partial.slice(prefix.length)
  const known = new Set(candidates.map(({value}) => value))
  const fitting = [...candidates, ...found.filter(({value}) => !known.has(value))]
    .filter(({value}) => value.startsWith(wanted))
    .map(({value, text}): Candidate => ({value: `${prefix}${value}`, ...(text ? {text} : {})}))
  const isOpen = fitting.length > 0 && fitting.every(({value}) => value.trimEnd().endsWith('='))
  return {candidates: fitting, isOpen}
}

function answerText({candidates, isOpen, files}: Completion): string {
  if (files?.length === 0) return `:${directive.files}\n`
  if (files) return `${files.map((extension) => `${extension}\n`).join('')}:${directive.filterExtensions}\n`
  const lines = candidates.map(({value, text}) => `${value}${text ? `\t${text}` : ''}\n`)
  return `${lines.join('')}:${isOpen ? directive.noFiles | directive.noSpace : directive.noFiles}\n`
}

async function lookUp(
  source: NameSource,
  at: World & {index: RouteIndex; before: readonly string[]},
): Promise<Candidate[]> {
  if ('from' in source && source.from === 'aliases') return aliasNames(at.index)
  if ('from' in source && source.from === 'commands') return commandNames(at.index)
  if ('from' in source && source.from === 'personalities')
    return (at.index.personalities ?? []).flatMap(({name, bins, summary}) =>
      [...new Set([name, ...bins])].map((value) => ({value, text: summary})),
    )
  if ('from' in source && source.from === 'plugins')
    return at.index.plugins.filter(({origin}) => origin !== 'host').map(({name}) => ({value: shortName(name)}))
  const {lookUpNames} = await import('./names.ts')
  return lookUpNames(source, at)
}

const aliasNames = (index: RouteIndex): Candidate[] =>
  Object.entries(aliasesOf(index)).map(([value, text]) => ({value, text}))

const commandNames = ({commands}: RouteIndex): Candidate[] =>
  Object.entries(commands)
    .filter(([, [, , , hidden]]) => !hidden)
    .map(([id, [, text]]) => ({value: id.replaceAll(':', ' '), text}))
