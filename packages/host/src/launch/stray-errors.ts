import type {Io} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {reportError} from '@ome/sdk/runtime'
import {wayOut} from './guarded-load.ts'

export interface Stray {
  /** npm name of an installed plugin whose command runs; absent for our own. */
  readonly plugin?: string
  readonly io: Io
  readonly bin: string
  readonly command: string
  readonly output: string | undefined
  readonly debug: boolean
}

/**
 * Reports an error that nobody catches, such as a promise a plugin left alone, in the one form and ends the program;
 * also when a command can never end. Returns the way to stop listening.
 */
export function reportStrays({plugin, io, ...scene}: Stray): () => void {
  const report = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    const told =
      plugin === undefined || isOmeError(error) || (error instanceof Error && 'code' in error && error.code === 'EPIPE')
        ? error
        : new OmeError('failed', `plugin ${plugin} failed: ${reason}`, wayOut(plugin), {cause: error})
    process.exit(reportError(told, io, scene))
  }
  // Nothing is left that could settle what the command waits for.
  const starved = (): void => report(new Error('it waits for something that never comes'))
  process.once('uncaughtException', report).once('beforeExit', starved)
  return () => void process.off('uncaughtException', report).off('beforeExit', starved)
}
