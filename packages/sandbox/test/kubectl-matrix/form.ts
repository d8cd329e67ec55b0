import type {Kubectl} from './kubectl.ts'

/** What a cluster may offer or not; found out by asking it, never by its name. */
export type Capability = 'exec' | 'metrics' | 'certificates' | 'own nodes' | 'running pods'

/** One way to use a verb: what it does, checked on its output or on the object afterwards. */
export type Check = (kubectl: Kubectl) => Promise<void>

export interface Form {
  readonly check: Check
  readonly needs?: readonly Capability[]
  /** First generation of kubectl that knows it. */
  readonly since?: string
  /** Last generation of kubectl that knows it. */
  readonly until?: string
  /** Why the cluster refuses it; the check is then of the refusal. */
  readonly missing?: string
}

/** Forms by verb and name; a bare function needs nothing. */
export type Forms = Readonly<Record<string, Readonly<Record<string, Check | Form>>>>

/** One row of the table. */
export interface Row extends Form {
  readonly verb: string
  readonly form: string
}

/** All forms of all verbs, in the order written. */
export const rowsOf = (...tables: readonly Forms[]): readonly Row[] =>
  tables.flatMap((table) =>
    Object.entries(table).flatMap(([verb, forms]) =>
      Object.entries(forms).map(([form, check]) => ({
        verb,
        form,
        ...(typeof check === 'function' ? {check} : check),
      })),
    ),
  )

/** Whether a kubectl of this generation, such as 1.28, knows the form. */
export function isKnown({since, until}: Form, minor: string): boolean {
  const number = (text: string): number => Number(text.split('.')[1])
  return number(minor) >= number(since ?? '1.0') && number(minor) <= number(until ?? '1.999')
}
