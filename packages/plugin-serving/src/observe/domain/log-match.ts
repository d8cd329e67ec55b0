import type {LogLine} from './log-record.ts'

/** A line that was searched for, or one that stands beside it. */
export interface LogMatch extends LogLine {
  readonly isMatch: boolean
}
