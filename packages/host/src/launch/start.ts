import {outputWord, reportError} from '@ome/sdk/runtime'
import {hasFreshAccess} from '../access/caller-folder.ts'
import {foldersOf} from '../context/folders.ts'
import {processIo} from '../context/io.ts'
import {calledAs} from '../personality/choose.ts'
import type {Launch} from './launch.ts'
import {presentIndex, runWords} from './run-words.ts'
import {listenForSignals} from './signals.ts'
import {endingWithStrays} from './stray-errors.ts'

/** The whole run of the program. Resolves to the exit code. */
export async function start(words: readonly string[], launch: Launch): Promise<number> {
  const {env} = process
  const {program} = launch
  const folders = foldersOf(env)
  const completing = program.startsWith('kubectl_complete-')
    ? words
    : words[0] === '__complete'
      ? words.slice(1)
      : undefined
  if (completing) return (await import('../completion/complete.ts')).complete(completing, {launch, folders, env})

  const index = await presentIndex(launch, folders, (text) => void process.stderr.write(text))
  const called = calledAs(program, words, index)
  const io = processIo(env)
  if (isRootHelp(words) && !called && io.width === 80 && !io.colour && !hasFreshAccess(folders.cache, Date.now())) {
    io.out(index.rootHelp)
    return 0
  }
  const {signal, exitCode, divert} = listenForSignals(process)
  const spokenAs = words.slice(0, words.length - (called?.words.length ?? words.length))
  const around = {launch, program, folders, env, cwd: process.cwd()}
  const runner = once(async () => {
    const {commandRunner} = await import('../runner/command-runner.ts')
    return commandRunner({...around, spokenAs, divert, warn: io.err, process})
  })
  const code = await runWords(words, {...around, index, io, signal, guard: endingWithStrays, runner})
  return exitCode() ?? code
}

/** The exit code of a failure that happened outside any command, after printing it. */
export function errorExit(error: unknown, words: readonly string[]): number {
  const {env} = process
  return reportError(error, processIo(env), {
    bin: 'ome',
    output: outputWord(words),
    debug: Boolean(env['OME_DEBUG']),
  })
}

const isRootHelp = (words: readonly string[]): boolean =>
  words.length === 0 || (words.length === 1 && ['--help', '-h', 'help'].includes(words[0] ?? ''))

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}
