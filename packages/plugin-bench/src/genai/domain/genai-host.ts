import type {GenaiService, GenaiWish} from './benchmark-job.ts'

/** The cluster as what runs genai-bench. */
export interface GenaiHost {
  about(wish: Pick<GenaiWish, 'service'>): Promise<GenaiService>
  /** Makes the BenchmarkJob. */
  begin(wish: GenaiWish): Promise<void>
  /** Until it is completed; throws `failed` when it fails or cannot start. `tell` hears how far it is. */
  end(wish: GenaiWish, signal: AbortSignal, tell: (text: string) => void): Promise<void>
  /** The result files, as JSON texts. */
  results(wish: GenaiWish, signal: AbortSignal): Promise<readonly string[]>
  /** Takes away all that was made; results stay in the claim. */
  remove(wish: GenaiWish): Promise<void>
}
