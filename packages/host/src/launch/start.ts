import {join} from 'node:path'
import type {Context, Folders} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {outputWord, reportError} from '@ome/sdk/runtime'
import {hasFreshAccess} from '../access/caller-folder.ts'
import type {World} from '../context/context.ts'
import {foldersOf, homeOf, shortPath} from '../context/folders.ts'
import {processIo} from '../context/io.ts'
import {type Called, calledAs, personalityOf} from '../personality/choose.ts'
import {saying} from '../personality/saying.ts'
import type {Spoken} from '../personality/spoken.ts'
import {expandAlias} from '../routes/expand-alias.ts'
import {indexKey, type RouteIndex, readIndex} from '../routes/route-index.ts'
import {findProjectFile, readProjectFile} from '../settings/project-file.ts'
import {joinSettings} from '../settings/settings.ts'
import {dispatch} from './dispatch.ts'
import type {Launch} from './launch.ts'
import {listenForSignals} from './signals.ts'

/** The whole run of the program. Resolves to the exit code. */
export async function start(words: readonly string[], launch: Launch): Promise<number> {
  const {env} = process
  const folders = foldersOf(env)
  const completing = launch.program.startsWith('kubectl_complete-')
    ? words
    : words[0] === '__complete'
      ? words.slice(1)
      : undefined
  if (completing) return (await import('../completion/complete.ts')).complete(completing, {launch, folders, env})

  const index =
    readIndex(folders.cache, indexKey(launch.dist, launch.version, folders)) ?? (await rebuild(launch, folders))
  const called = calledAs(launch.program, words, index)
  const io = processIo(env)
  if (isRootHelp(words) && !called && io.width === 80 && !io.colour && !hasFreshAccess(folders.cache, Date.now())) {
    io.out(index.rootHelp)
    return 0
  }
  const interruption = listenForSignals(process)
  const spoken = called && (await speakAs(called, index))
  const world: World = {
    // Whatever a command tells a person names commands as the program they called has them.
    io: spoken ? saying(spoken.say, io) : io,
    env,
    cwd: process.cwd(),
    folders,
    settings: await settingsOf(index, folders, env, io.err),
    signal: interruption.signal,
    bin: called?.bin ?? 'ome',
    version: launch.version,
  }
  const given = {index, world, launch, rebuild: () => rebuild(launch, folders), ...(spoken ? {spoken} : {})}
  const typed = called?.words ?? words
  const expanded = !spoken || spoken.personality.fallback === 'canonical' ? expandAlias(index, typed) : typed
  const code = await dispatch(expanded, given).catch((error: unknown) => report(error, words, world))
  return interruption.exitCode() ?? code
}

async function speakAs(called: Called, index: RouteIndex): Promise<Spoken> {
  const {speak} = await import('../personality/spoken.ts')
  return speak(index, personalityOf(index, called), called.bin)
}

const report = (error: unknown, words: readonly string[], {io, bin, env}: Pick<World, 'io' | 'bin' | 'env'>): number =>
  reportError(error, io, {bin, output: outputWord(words), debug: Boolean(env['OME_DEBUG'])})

/** The exit code of a failure that happened outside any command, after printing it. */
export function errorExit(error: unknown, words: readonly string[]): number {
  const {env} = process
  return report(error, words, {io: processIo(env), bin: 'ome', env})
}

const isRootHelp = (words: readonly string[]): boolean =>
  words.length === 0 || (words.length === 1 && ['--help', '-h', 'help'].includes(words[0] ?? ''))

async function rebuild(launch: Launch, folders: Folders): Promise<RouteIndex> {
  launch.unusual()
  const {buildIndex} = await import('../routes/build-index.ts')
  const index = await buildIndex(launch.dist, launch.version, folders)
  for (const notice of index.notices) process.stderr.write(`warning: ${notice}\n`)
  return index
}

async function settingsOf(
  index: RouteIndex,
  folders: Folders,
  env: Context['env'],
  warn: (text: string) => void,
): Promise<Context['settings']> {
  const path = shortPath(join(folders.config, 'config.yaml'), env)
  const user = {path, values: index.config, ...(index.configError ? {error: index.configError} : {})}
  const found = findProjectFile(process.cwd(), homeOf(env))
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
