export type Metadata = Readonly<Record<string, unknown>>

/** A text to be indexed. The service names it by the SHA-256 of its text. */
export interface NewDocument {
  readonly text: string
  readonly metadata: Metadata
}

/** A piece of a document, as the service lists it; its text is cut where the caller asked for that. */
export interface Chunk {
  readonly docId: string
  readonly text: string
  readonly metadata: Metadata
  readonly isCut: boolean
}

/** A piece that was found for a question. */
export interface Found {
  readonly docId: string
  readonly text: string
  readonly score: number | undefined
  readonly metadata: Metadata
}

export interface Usage {
  readonly promptTokens?: number
  readonly completionTokens?: number
}

export interface Answered {
  readonly text: string
  readonly context: readonly Found[]
  readonly usage?: Usage
}

export interface ChatOptions {
  readonly model?: string | undefined
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
}

/** The HTTP service of one RAG engine. Source of its routes: KAITO v0.12 `presets/ragengine/main.py`. */
export interface RagService {
  /** What the service says of itself; throws when it is not healthy. */
  health(): Promise<string>
  metrics(): Promise<string>
  indexes(): Promise<readonly string[]>
  /** Ids in the order of the documents. A text that is there already changes nothing. */
  add(index: string, documents: readonly NewDocument[]): Promise<readonly string[]>
  /** All chunks in pages; texts of at most so many characters. */
  chunks(
    index: string,
    mostCharacters: number,
  ): AsyncIterable<{readonly chunks: readonly Chunk[]; readonly total: number}>
  /** The ids that were deleted. */
  remove(index: string, docIds: readonly string[]): Promise<readonly string[]>
  removeIndex(index: string): Promise<void>
  /** Writes the index to a folder of the engine's own disk; the service's words for where. */
  persist(index: string, path: string): Promise<string>
  load(index: string, path: string, overwrite: boolean): Promise<string>
  retrieve(index: string, question: string, most: number): Promise<readonly Found[]>
  /** An answer from the index, by the service's own choice of context. */
  ask(index: string, question: string, options: ChatOptions): Promise<Answered>
  /** The model's answer to a prompt as it comes, without an index; the last item has no text but may have the usage. */
  stream(prompt: string, options: ChatOptions): AsyncIterable<{readonly text: string; readonly usage?: Usage}>
}
