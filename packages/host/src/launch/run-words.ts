import {join} from 'node:path'
import type {CommandRunner} from '@ome/sdk/command-runner'
import type {Context, Folders, Io} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {outputWord, reportError} from '@ome/sdk/runtime'
import type {World} from '../context/context.ts'
import {homeOf, shortPath} from '../context/folders.ts'
import {type Called, calledAs, personalityOf} from '../personality/choose.ts'
import {saying} from '../personality/saying.ts'
import type {Spoken} from '../personality/spoken.ts'
import {expandAlias} from '../routes/expand-alias.ts'
import {indexKey, type RouteIndex, readIndex} from '../routes/route-index.ts'
import {findProjectFile, readProjectFile} from '../settings/project-file.ts'
import {joinSettings} from '../settings/settings.ts'
import {dispatch} from './dispatch.ts'
import type {Launch} from './launch.ts'
import type {Guard} from './stray-errors.ts'

/** What one line is run in. */
export interface Surroundings {
  readonly launch: Launch
  /** Name the words were typed behind. */
  readonly program: string
  readonly folders: Folders
  readonly env: Context['env']
  readonly cwd: string
  readonly index: RouteIndex
  readonly io: Io
  readonly signal: AbortSignal
  readonly guard: Guard
  /** Runs other commands for the one that runs. */
  readonly runner: () => Promise<CommandRunner>
}

/** Runs the words of one line to their end. Resolves to the exit code; every failure was printed. */
export async function runWords(words: readonly string[], around: Surroundings): Promise<number> {
  const {index, launch, folders, env, guard} = around
  let {io} = around
  let bin = 'ome'
  try {
    const called = calledAs(around.program, words, index)
    const spoken = called && (await speakAs(called, index))
    // Whatever a command tells a person names commands as the program they called has them.
    io = spoken ? saying(spoken.say, io) : io
    bin = called?.bin ?? bin
    const {cwd, signal, runner} = around
    const settings = await settingsOf(around, io.err)
    const world: World = {io, env, cwd, folders, settings, signal, bin, version: launch.version, runner}
    const rebuild = (): Promise<RouteIndex> => rebuildIndex(launch, folders, io.err)
    const given = {index, world, launch, guard, rebuild, ...(spoken ? {spoken} : {})}
    const typed = called?.words ?? words
    const expanded = !spoken || spoken.personality.fallback === 'canonical' ? expandAlias(index, typed) : typed
    return await dispatch(expanded, given)
  } catch (error) {
    return reportError(error, io, {bin, output: outputWord(words), debug: Boolean(env['OME_DEBUG'])})
  }
}

export async function speakAs(called: Called, index: RouteIndex): Promise<Spoken> {
  const {speak} = await import('../personality/spoken.ts')
  return speak(index, personalityOf(index, called), called.bin)
}

/** The index as it is now: from the cache, or made anew where something of it changed. */
export async function presentIndex(
  launch: Launch,
  folders: Folders,
  warn: (text: string) => void,
): Promise<RouteIndex> {
  return readIndex(folders.cache, indexKey(launch.dist, launch.version, folders)) ?? rebuildIndex(launch, folders, warn)
}

async function rebuildIndex(launch: Launch, folders: Folders, warn: (text: string) => void): Promise<RouteIndex> {
  launch.unusual()
  const {buildIndex} = await import('../routes/build-index.ts')
  const index = await buildIndex(launch.dist, launch.version, folders)
  for (const notice of index.notices) warn(`warning: ${notice}\n`)
  return index
}

/** A person's settings as they are now. */
export async function settingsOf(
  {index, folders, env, cwd}: Pick<Surroundings, 'index' | 'folders' | 'env' | 'cwd'>,
  warn: (text: string) => void,
): Promise<Context['settings']> {
  const path = shortPath(join(folders.config, 'config.yaml'), env)
  const user = {path, values: index.config, ...(index.configError ? {error: index.configError} : {})}
  const found = findProjectFile(cwd, homeOf(env))
  if (found === undefined) return joinSettings({env, user})
  try {
    const project = await readProjectFile(found)
    if (project.notice) warn(`warning: ${project.notice}\n`)
    return joinSettings({env, project, user})
  } catch (error) {
    // Reported by the first command that asks for a setting; help and repairs need none.
    if (!isOmeError(error)) throw error
    return joinSettings({env, project: {path: found, values: {}, error}, user})
  }
}
