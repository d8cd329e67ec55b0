import type {Launch} from './launch/launch.ts'
import {errorExit, start} from './launch/start.ts'

/** Called by `bin/ome` with the words of the command line. Ends the process with the command's exit code. */
export function main(words: readonly string[], launch: Launch): void {
  start(words, launch).then(exit, (error: unknown) => exit(errorExit(error, words)))
}

/** Sockets kept alive for a next request must not keep the process; what stream objects still hold is written first. */
function exit(code: number): void {
  process.exitCode = code
  const pending =
    Object.getOwnPropertyDescriptor(process, 'stdout')?.get === undefined ? process.stdout.writableLength : 0
  if (pending > 0) process.stdout.once('drain', () => process.exit(code))
  else process.exit(code)
}
