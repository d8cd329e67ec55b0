import type {Manner} from './begin.ts'

/** Values of the flags that say how a driver goes about it. */
export interface MannerFlags {
  readonly 'batch-size'?: number | undefined
  readonly 'min-ready'?: number | undefined
  readonly 'unit-timeout'?: number | undefined
  readonly 'rack-by-rack'?: boolean | undefined
  readonly 'preserve-placement'?: boolean | undefined
  readonly 'preserve-level'?: string | undefined
  readonly 'wait-for-approval'?: boolean | undefined
}

export const mannerOf = (flags: MannerFlags): Manner => ({
  batchSize: flags['batch-size'],
  minReadyMs: flags['min-ready'],
  unitTimeoutMs: flags['unit-timeout'],
  rackByRack: flags['rack-by-rack'],
  preservePlacement: flags['preserve-placement'] || flags['preserve-level'] !== undefined,
  preserveLevel: flags['preserve-level'],
  approval: flags['wait-for-approval'],
})

/** Whether any of them asks for a driver at all. */
export const asksForDriver = (flags: MannerFlags): boolean =>
  flags['batch-size'] !== undefined ||
  Boolean(flags['rack-by-rack'] || flags['preserve-placement'] || flags['wait-for-approval']) ||
  flags['preserve-level'] !== undefined
