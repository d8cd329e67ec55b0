import {once} from 'node:events'
import {Worker} from 'node:worker_threads'

/** What an engine stand-in does, to the millisecond it can keep. */
export interface EngineConstants {
  readonly ttftMs: number
  readonly gapMs: number
  readonly tokens: number
  /** Each so many requests is answered so. */
  readonly failsEach?: number
  readonly status?: number
}

/** What really happened, by the engine's own clock: medians of milliseconds. */
export interface Truth {
  readonly requests: number
  readonly failed: number
  readonly ttft: number
  readonly gap: number
  readonly e2e: number
}

export interface StandIn extends AsyncDisposable {
  readonly url: string
  /** What happened since it was last asked. */
  truth(): Promise<Truth>
}

/** An engine with known constants in a thread of its own, so that it does not wait for the generator. */
export async function standIn(constants: EngineConstants): Promise<StandIn> {
  const worker = new Worker(new URL('./engine-thread.ts', import.meta.url), {workerData: constants})
  const [port]: number[] = await once(worker, 'message')
  return {
    url: `http://127.0.0.1:${port}`,
    async truth() {
      worker.postMessage('truth')
      const [truth] = await once(worker, 'message')
      return truth
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}
