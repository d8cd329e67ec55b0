import type {EngineName} from '../../domain/engine-name.ts'

/** An engine as a backup needs it. */
export interface KeptEngine extends EngineName {
  /** Where its claim is mounted; absent where the index is in memory or on a server. */
  readonly claimPath?: string
  /** Its object as a person would write it. */
  readonly yaml: string
}

export interface EngineObjects {
  find(engine: EngineName): Promise<KeptEngine | undefined>
}
