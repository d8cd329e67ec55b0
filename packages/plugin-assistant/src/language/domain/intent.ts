import type {Call, Definition} from '../../calls/domain/definition.ts'

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

/** Any other thing that has a name, as `get` lists it. */
export interface KnownObject {
  /** As a person says it before the name: `workspace`, `podcliqueset`. */
  readonly noun: string
  readonly name: string
  readonly namespace?: string
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
  /** Everything that is installed: what has no rule of its own is understood from it. */
  readonly commands: readonly Definition[]
  /** `namespaces` are all there are, and not only those of services. */
  readonly isPlaceKnown?: boolean
  /** Absent until they were asked for. */
  readonly objects?: readonly KnownObject[]
  /** For times of the clock; absent, they are not understood. */
  readonly now?: Date
}

export const noVocabulary: Vocabulary = {
  services: [],
  models: [],
  runtimes: [],
  accelerators: [],
  namespaces: [],
  contexts: [],
  commands: [],
}

/** What has to be read before names can be told from words. */
export type Topic = 'services' | 'models' | 'accelerators' | 'runtimes' | 'contexts' | 'objects' | 'namespaces'

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
  | {
      readonly kind: 'unclear'
      readonly nearest: readonly string[]
      /** Commands that have some of its words, each with its summary. */
      readonly commands?: readonly string[]
    }
