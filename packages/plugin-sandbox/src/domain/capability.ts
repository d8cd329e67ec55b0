/** One thing that the sandbox does as a real cluster does, or refuses by name. */
export interface Capability {
  readonly area: string
  readonly feature: string
  readonly state: 'works' | 'golden-tested' | 'missing'
  readonly test: string
}
