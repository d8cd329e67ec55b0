import type {Io} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {reportError} from '@ome/sdk/runtime'
import {type Suspect, wayOut} from './guarded-load.ts'

export interface Stray {
  /** An installed or linked plugin whose command runs; absent for our own. */
  readonly plugin?: Suspect
  readonly io: Io
  readonly bin: string
  readonly command: string
  readonly output: string | undefined
  readonly debug: boolean
}

/** The run of one command. */
export interface Guarded {
  run(): Promise<number>
  /** Closes what the command opened. */
  end(): Promise<void>
}

/** Runs a command to its end, and looks after what nobody catches meanwhile. */
export type Guard = (stray: Stray, guarded: Guarded) => Promise<number>

/** The guard of a command that is all the program does. */
export const endingWithStrays: Guard = async (stray, {run, end}) => {
  const done = reportStrays(stray)
  try {
    return await run()
  } finally {
    await end()
    done()
  }
}

/**
 * Reports an error that nobody catches, such as a promise a plugin left alone, in the one form and ends the program;
 * also when a command can never end, or ends the program as if it were done. Returns the way to stop listening.
 */
function reportStrays(stray: Stray): () => void {
  const report = (error: unknown): void => {
    stop()
    process.exit(reportStray(error, stray))
  }
  const starved = (): void => report(starvation())
  const left = (code: number): void => {
    if (code !== 0) return
    const {bin, command, io} = stray
    const ours = new OmeError('failed', `"${command}" ended the program before it was done`, [
      `see how far it comes: ${bin} ${command} --verbose`,
    ])
    const told = ofPlugin(stray, 'it ended the program before its command was done', ours)
    process.exitCode = reportError(told, io, stray)
  }
  const stop = (): void => void process.off('uncaughtException', report).off('beforeExit', starved).off('exit', left)
  process.once('uncaughtException', report).once('beforeExit', starved).once('exit', left)
  return stop
}

/** Nothing is left that could settle what the command waits for. */
export const starvation = (): Error => new Error('it waits for something that never comes')

/** Prints an error that nobody caught, with the plugin that is to blame. Returns the exit code. */
export function reportStray(error: unknown, stray: Stray): number {
  const isTold = isOmeError(error) || (error instanceof Error && 'code' in error && error.code === 'EPIPE')
  const reason = error instanceof Error ? error.message : String(error)
  return reportError(isTold ? error : ofPlugin(stray, reason, error), stray.io, stray)
}

const ofPlugin = ({plugin}: Stray, reason: string, cause: unknown): unknown =>
  plugin === undefined
    ? cause
    : new OmeError('failed', `plugin ${plugin.name} failed: ${reason}`, wayOut(plugin), {cause})
