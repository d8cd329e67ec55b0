import type {EngineAddress} from '../../domain/engine.ts'
import type {Pressures} from './stated-checks.ts'

/** Asks what runs whether it is well. All throw when it is not, or may not be asked. */
export interface HealthProbe {
  /** What `/health` says. */
  health(address: EngineAddress): Promise<string>
  servedModels(address: EngineAddress): Promise<readonly string[]>
  /** Names of the indexes of a RAG service. */
  indexes(address: EngineAddress): Promise<readonly string[]>
  /** Undefined for a person who may not list nodes. */
  pressures(): Promise<Pressures | undefined>
}
