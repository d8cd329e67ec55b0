import collected from './capabilities.json' with {type: 'json'}

/** One thing that the sandbox does as a real cluster does, or refuses by name. */
export interface Capability {
  readonly area: string
  readonly feature: string
  /** `works`, `golden-tested` (compared with a real server's answers or a real program) or `missing` (refused by name). */
  readonly state: string
  /** The test that shows it, by its path in the repository. */
  readonly test: string
}

/** What the sandbox can do, collected from its tests. */
export const capabilities: readonly Capability[] = collected
