import type {ConfigKind} from './config-map.ts'

/** A config or template: its text as it stands, and what it says. */
export interface ShownConfig {
  readonly name: string
  /** Absent for templates of our own. */
  readonly namespace?: string
  readonly kind: ConfigKind
  readonly text: string
  readonly value: unknown
  readonly details: Readonly<Record<string, string>>
}
