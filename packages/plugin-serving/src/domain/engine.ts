export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

export interface ChatOptions {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly maxTokens?: number | undefined
  readonly temperature?: number | undefined
}

/** A piece of an answer, with the moment it arrived. */
export type ChatPiece =
  | {readonly type: 'text'; readonly text: string; readonly at: Date}
  | {
      readonly type: 'end'
      readonly finishReason?: string
      readonly promptTokens?: number
      readonly completionTokens?: number
      readonly at: Date
    }

/** Where the engine of a service is reached inside the cluster. */
export interface EngineAddress {
  readonly namespace: string
  /** Name of the core Service. */
  readonly service: string
  readonly port: number
  /** What it belongs to, for messages; absent: a service of OME. */
  readonly noun?: string
}

/** The OpenAI-compatible endpoint of a service, reached through the API server. */
export interface Engine {
  /** What its `/health` says. Throws when it is not well. */
  health(address: EngineAddress): Promise<string>
  /** Names the engine answers to; the OME model name is none of them. */
  servedModels(address: EngineAddress): Promise<readonly string[]>
  chat(address: EngineAddress, options: ChatOptions): AsyncIterable<ChatPiece>
  /** How many values the embedding of a text has. Throws for an engine that makes none. */
  embed(address: EngineAddress, model: string, input: string): Promise<number>
}

/** The core Service and port in a service's URL, such as `http://llama.default.svc.cluster.local:8080`. */
export function addressOf(service: {
  readonly name: string
  readonly namespace: string
  readonly url?: string
}): EngineAddress {
  const found = /^https?:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.[^:/]*(?::(\d+))?/.exec(service.url ?? '')
  const inside = found?.[1] === service.name && found[2] === service.namespace
  return {namespace: service.namespace, service: service.name, port: inside && found[3] ? Number(found[3]) : 8080}
}
