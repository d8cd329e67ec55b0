import type {Call} from '../../calls/domain/definition.ts'

/** An accelerator class as deploying may ask for it. */
export interface KnownAccelerator {
  readonly name: string
  readonly gpus: number
  readonly usdPerHour?: number
  /** GB/s of its memory, which bounds how fast tokens come; absent where no source states it. */
  readonly bandwidth?: number
}

export interface KnownService {
  readonly name: string
  readonly namespace: string
  readonly replicas?: number
}

/** What the words of a person may mean here. Everything may be empty: names are then taken as they stand. */
export interface Vocabulary {
  /** Of the current context: names that stand alone belong to it. */
  readonly namespace?: string
  /** The current one, which may be among `contexts`. */
  readonly context?: string
  readonly services: readonly KnownService[]
  readonly models: readonly string[]
  readonly runtimes: readonly string[]
  readonly accelerators: readonly KnownAccelerator[]
  readonly namespaces: readonly string[]
  readonly contexts: readonly string[]
}

export const noVocabulary: Vocabulary = {
  services: [],
  models: [],
  runtimes: [],
  accelerators: [],
  namespaces: [],
  contexts: [],
}

/** What has to be read before names can be told from words. */
export type Topic = 'services' | 'models' | 'accelerators' | 'runtimes' | 'contexts'

/** What an utterance asks for. */
export type Understanding =
  | {
      readonly kind: 'calls'
      /** In one word, for records and tests. */
      readonly intent: string
      readonly calls: readonly Call[]
      /** What was chosen for the person, and why. */
      readonly notes: readonly string[]
      /** What an hour may cost. */
      readonly limitUsdPerHour?: number
      readonly topics: readonly Topic[]
    }
  | {readonly kind: 'use'; readonly context: string}
  | {readonly kind: 'exit'}
  /** The intent is clear and something is missing or can be meant in several ways. */
  | {
      readonly kind: 'open'
      readonly problem: string
      readonly hints: readonly string[]
      readonly topics: readonly Topic[]
    }
  /** Nothing that can be done here; the closest of what can be said. */
  | {readonly kind: 'unclear'; readonly nearest: readonly string[]}
