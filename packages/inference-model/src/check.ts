/** `skip`: it is not there and need not be, or it may not be read. */
export type CheckResult = 'ok' | 'warn' | 'fail' | 'skip'

/** One thing that was looked at. */
export interface Check {
  readonly check: string
  readonly result: CheckResult
  readonly detail: string
}

export const ok = (check: string, detail: string): Check => ({check, result: 'ok', detail})
export const warn = (check: string, detail: string): Check => ({check, result: 'warn', detail})
export const fail = (check: string, detail: string): Check => ({check, result: 'fail', detail})
export const skip = (check: string, detail: string): Check => ({check, result: 'skip', detail})
