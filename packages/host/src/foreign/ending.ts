import {type ErrorKind, exitCodes, OmeError} from '@ome/sdk/errors'
import {Exit} from '@ome/sdk/runtime'
import type {Complaint} from './output.ts'

/** Exit codes that mean the same for every command; a program's other codes say no more than that it failed. */
const shared: ReadonlyMap<number, ErrorKind> = new Map(
  Object.entries(exitCodes)
    .filter(([kind]) => kind !== 'bug')
    .map(([kind, code]) => [code, kind as ErrorKind]),
)

export interface Ending {
  /** The command's words. */
  readonly what: string
  readonly code: number
  /** A document is printed, so the error must be one as well. */
  readonly isDocument: boolean
  /** The program has told a person what is wrong. */
  readonly hasSpoken: boolean
  readonly complaint: Complaint
  /** Why it ended, when that is known better than by its code. */
  readonly reason?: string | undefined
}

/** Ends the command as its program ended: returns for 0 and throws for everything else. */
export function settleEnding({what, code, isDocument, hasSpoken, complaint, reason}: Ending): void {
  if (code === 0) return
  const kind = shared.get(code)
  const message = reason ?? complaint.message ?? `${what} ended with code ${code}`
  if (isDocument) throw new OmeError(kind ?? 'failed', message, complaint.hints)
  // An answer such as "no" is told by its code alone, and a failure by the program's own words.
  const isTold = reason === undefined && kind !== undefined && (hasSpoken || kind === 'unmet' || kind === 'cancelled')
  if (isTold) throw new Exit(code)
  throw new OmeError(kind ?? 'failed', message)
}
