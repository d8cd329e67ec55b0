import {absolute, FileError} from '../files/tree.ts'
import type {Call} from './program.ts'

/** Does something with each named path; a refusal is told and the others go on. */
export function each(
  call: Call,
  names: readonly string[],
  verb: string,
  action: (path: string, name: string) => void,
): number {
  let code = 0
  for (const name of names) {
    try {
      action(absolute(call.cwd, name), name)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      call.io.err.write(`${call.name}: ${verb} '${name}': ${error.message}\n`)
      code = 1
    }
  }
  return code
}
