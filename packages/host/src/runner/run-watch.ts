import type {Attendance} from '@ome/sdk/command-runner'
import {Exit, exitCodeOf} from '@ome/sdk/runtime'
import {type Guard, reportStray, starvation} from '../launch/stray-errors.ts'

export interface RunWatch {
  /** The guard of one command among many: what nobody catches ends that command and not the program. */
  readonly guard: Guard
  /** Takes errors that no running command is to blame for. Returns the way back. */
  attend(stray: Attendance['stray']): () => void
}

type Fail = (error: unknown) => void

/**
 * While commands run within a command, the process's last resorts are theirs: an error that nobody catches, a wait for
 * nothing and `process.exit` end the one that was started last. With the last of them all is as it was.
 */
export function runWatch(process: NodeJS.Process): RunWatch {
  const running: Fail[] = []
  const attending: Fail[] = []
  let release: (() => void) | undefined

  const entered = (list: Fail[], fail: Fail): (() => void) => {
    list.push(fail)
    release ??= takeOver(process, () => running.at(-1) ?? attending.at(-1), running)
    return () => {
      const at = list.indexOf(fail)
      if (at >= 0) list.splice(at, 1)
      if (running.length + attending.length > 0) return
      release?.()
      release = undefined
    }
  }

  return {
    async guard(stray, {run, end}) {
      const {promise: failed, resolve} = Promise.withResolvers<number>()
      const leave = entered(running, (error) => resolve(exitCodeOf(error) ?? reportStray(error, stray)))
      try {
        return await Promise.race([run(), failed])
      } finally {
        await end()
        leave()
      }
    },
    attend: (stray) => entered(attending, stray),
  }
}

function takeOver(process: NodeJS.Process, blamed: () => Fail | undefined, running: readonly Fail[]): () => void {
  const {exit} = process
  const before = (['uncaughtException', 'beforeExit'] as const).map((name) => {
    const listeners = process.rawListeners(name)
    process.removeAllListeners(name)
    return {name, listeners}
  })
  const stray = (error: unknown): void => blamed()?.(error)
  const starved = (code: number): void => {
    const fail = running.at(-1)
    if (fail) fail(starvation())
    else {
      // Nothing is left that could run another command.
      process.exit = exit
      for (const listener of before[1]?.listeners ?? []) Reflect.apply(listener, process, [code])
    }
  }
  process.on('uncaughtException', stray).on('beforeExit', starved)
  process.exit = (code) => {
    throw new Exit(Number(code ?? process.exitCode ?? 0))
  }
  return () => {
    process.exit = exit
    process.off('uncaughtException', stray).off('beforeExit', starved)
    for (const {name, listeners} of before)
      for (const listener of listeners) Reflect.apply(process.on, process, [name, listener])
  }
}
