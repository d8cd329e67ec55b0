import type {Launch} from './launch/launch.ts'
import {errorExit, start} from './launch/start.ts'

/** Called by `bin/ome` with the words of the command line. Ends the process with the command's exit code. */
export function main(words: readonly string[], launch: Launch): void {
  // While commands run within a command, `process.exit` ends only one of them.
  const leave = process.exit.bind(process)
  const exit = (code: number): void => exitWith(code, leave)
  start(words, launch).then(exit, (error: unknown) => exit(errorExit(error, words)))
}

/** Sockets kept alive for a next request must not keep the process; what stream objects still hold is written first. */
function exitWith(code: number, leave: (code: number) => void): void {
  process.exitCode = code
  const pending =
    Object.getOwnPropertyDescriptor(process, 'stdout')?.get === undefined ? process.stdout.writableLength : 0
  if (pending > 0) process.stdout.once('drain', () => leave(code))
  else leave(code)
}
