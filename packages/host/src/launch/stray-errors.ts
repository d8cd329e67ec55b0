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

/**
 * Reports an error that nobody catches, such as a promise a plugin left alone, in the one form and ends the program;
 * also when a command can never end, or ends the program as if it were done. Returns the way to stop listening.
 */
export function reportStrays({plugin, io, ...scene}: Stray): () => void {
  const ofPlugin = (reason: string, cause: unknown): unknown =>
    plugin === undefined
      ? cause
      : new OmeError('failed', `plugin ${plugin.name} failed: ${reason}`, wayOut(plugin), {cause})
  const report = (error: unknown): void => {
    stop()
    const isTold = isOmeError(error) || (error instanceof Error && 'code' in error && error.code === 'EPIPE')
    const reason = error instanceof Error ? error.message : String(error)
    process.exit(reportError(isTold ? error : ofPlugin(reason, error), io, scene))
  }
  // Nothing is left that could settle what the command waits for.
  const starved = (): void => report(new Error('it waits for something that never comes'))
  const left = (code: number): void => {
    if (code !== 0) return
    const {bin, command} = scene
    const ours = new OmeError('failed', `"${command}" ended the program before it was done`, [
      `see how far it comes: ${bin} ${command} --verbose`,
    ])
    process.exitCode = reportError(ofPlugin('it ended the program before its command was done', ours), io, scene)
  }
  const stop = (): void => void process.off('uncaughtException', report).off('beforeExit', starved).off('exit', left)
  process.once('uncaughtException', report).once('beforeExit', starved).once('exit', left)
  return stop
}
