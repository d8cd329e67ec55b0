import type {KaitoNoun} from '@ome/kaito/kaito-nouns'
import type {Write} from '@ome/sdk/plan'

/** What runs for an object, and how it was started. */
export interface StartedEngine {
  /** StatefulSet, or Deployment of a RAG engine. */
  readonly kind: string
  readonly name: string
  readonly withAdapters: boolean
  readonly withConfig: boolean
  /** Its weights lie on local disks that go with it. */
  readonly onLocalDisk: boolean
}

/** What runs, and how it is made to start anew. */
export interface EngineStarts {
  /** Undefined while nothing runs, or where it may not be read. */
  started(noun: KaitoNoun, namespace: string, name: string): Promise<StartedEngine | undefined>
  /** One pod after the other. */
  restart(engine: StartedEngine, namespace: string, at: Date): Write
  /** KAITO makes it again, with what the object says then. */
  remove(engine: StartedEngine, namespace: string): Write
}
