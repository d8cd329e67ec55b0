import {OmeError} from '@ome/sdk/errors'

/** How long a command may take to put things in order after it was asked to stop. */
const graceMs = 5000

export interface Interruption {
  readonly signal: AbortSignal
  /** Exit code by the signal that ended the run, if one did. */
  readonly exitCode: () => number | undefined
}

const codes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const

/** The first signal aborts the command, which then ends in its own way; a second Ctrl-C ends the process at once. */
export function listenForSignals(process: NodeJS.Process): Interruption {
  const controller = new AbortController()
  let code: number | undefined
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (code !== undefined && name === 'SIGINT') process.exit(codes[name])
      if (code !== undefined) return
      code = codes[name]
      controller.abort(new OmeError('cancelled', 'cancelled', [], {cause: name}))
      setTimeout(() => process.exit(code), graceMs).unref()
    })
  }
  return {signal: controller.signal, exitCode: () => code}
}

/** The person's terminal is gone, as when a connection drops: nobody has asked for an end. */
export const isHangUp = (signal: AbortSignal): boolean =>
  signal.aborted && signal.reason instanceof Error && signal.reason.cause === 'SIGHUP'
