/** One thing that was tried on an object. `skip`: it is not meant to run; `unknown`: it may not be tried. */
export interface ObjectCheck {
  readonly namespace: string
  /** `workspace`, `service` … */
  readonly noun: string
  readonly name: string
  readonly check: string
  readonly result: 'ok' | 'fail' | 'skip' | 'unknown'
  /** Milliseconds that the request took. */
  readonly latencyMs?: number
  readonly detail: string
  /** What helps, where something does. */
  readonly next?: string
}

/** Exit code for what was tried: 3 when something is not well, 5 when something may not be tried. */
export function codeOfChecks(checks: readonly ObjectCheck[]): number {
  if (checks.some(({result}) => result === 'fail')) return 3
  return checks.some(({result}) => result === 'unknown') ? 5 : 0
}
