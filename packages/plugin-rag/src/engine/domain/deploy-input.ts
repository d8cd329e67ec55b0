import type {EngineName} from '../../domain/engine-name.ts'

/** A new engine, as it was asked for. */
export interface DeployInput extends EngineName {
  readonly embeddingModel?: string | undefined
  readonly embeddingUrl?: string | undefined
  readonly inferenceUrl?: string | undefined
  readonly llmWorkspace?: string | undefined
  readonly contextWindow?: number | undefined
  readonly inferenceSecret?: string | undefined
  readonly vectorStore: 'faiss' | 'qdrant'
  readonly vectorUrl?: string | undefined
  readonly claim?: string | undefined
  readonly instanceType?: string | undefined
  readonly region?: string | undefined
}
