import {OmeError} from '@ome/sdk/errors'

/** How long a command may take to put things in order after it was asked to stop. */
const graceMs = 5000

/** A signal to a group of processes may come twice, from who sent it and from a parent that passes it on: that is one. */
const echoMs = 300

export interface Interruption {
  readonly signal: AbortSignal
  /** Exit code by the signal that ended the run, if one did. */
  readonly exitCode: () => number | undefined
  /** Ctrl-C goes to the listener and ends nothing, until it is given back. */
  readonly divert: (listener: () => void) => () => void
}

const codes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const

/** The first signal aborts the command, which then ends in its own way; a second Ctrl-C ends the process at once. */
export function listenForSignals(process: NodeJS.Process, now: () => number = () => performance.now()): Interruption {
  const controller = new AbortController()
  const diverted: (() => void)[] = []
  // While commands run one after another, `process.exit` ends only one of them.
  const exit = process.exit.bind(process)
  let code: number | undefined
  let askedAt = 0
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      const listener = name === 'SIGINT' ? diverted.at(-1) : undefined
      if (listener) return listener()
      if (code !== undefined && name === 'SIGINT' && now() - askedAt > echoMs) exit(codes[name])
      if (code !== undefined) return
      code = codes[name]
      askedAt = now()
      controller.abort(new OmeError('cancelled', 'cancelled', [], {cause: name}))
      setTimeout(() => exit(code), graceMs).unref()
    })
  }
  const divert = (listener: () => void) => {
    diverted.push(listener)
    return () => void diverted.splice(diverted.lastIndexOf(listener), 1)
  }
  return {signal: controller.signal, exitCode: () => code, divert}
}

/** The person's terminal is gone, as when a connection drops: nobody has asked for an end. */
export const isHangUp = (signal: AbortSignal): boolean =>
  signal.aborted && signal.reason instanceof Error && signal.reason.cause === 'SIGHUP'
