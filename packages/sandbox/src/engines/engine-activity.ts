import type {Activity} from '../activity.ts'
import type {ContainerHost} from '../kubelet/workload.ts'
import {quantity} from '../quantity.ts'
import type {Gpus, ModelFacts} from './model-facts.ts'

/** What an engine does at a moment. */
export interface EngineLoad {
  /** Requests in the batch, also the average of those that are only said to be served. */
  readonly running: number
  readonly maxSequences: number
  /** Share of the weights that are loaded, 0–1. */
  readonly loaded: number
  readonly isServing: boolean
}

/** What CUDA's context and the libraries take of each GPU before anything is loaded. */
const contextBytes = 500 * 2 ** 20
const pythonBytes = 2 * 2 ** 30
const workerBytes = 0.75 * 2 ** 30
/** The longest piece of the weights that is read at once. */
const shardBytes = 4.7e9
const usableShare = 0.9
/** Requests at a time that keep the host side of an engine fully busy. */
const hostSequences = 32

/** Host memory of an engine while it loads its model: with no GPU all of the weights, else the piece on its way. */
export const hostBytes = (facts: ModelFacts, gpus: Gpus): number =>
  pythonBytes +
  workerBytes * Math.max(1, gpus.count) +
  (gpus.count === 0 ? facts.weightBytes : Math.min(facts.weightBytes, shardBytes))

/**
 * How much of its GPUs' time an engine uses, 0–1. A batch keeps a GPU busy nearly all the time however small it is, and
 * an average below one is the share of the time in which there is a batch at all.
 */
export function gpuShare({running, maxSequences, isServing, loaded}: EngineLoad): number {
  if (!isServing) return loaded > 0 && loaded < 1 ? 0.05 : 0
  if (running <= 0) return 0.01
  const fill = Math.min(1, running / Math.max(1, maxSequences))
  const present = running >= 1 ? 1 : 1 - Math.exp(-running)
  return present * (0.62 + 0.36 * Math.sqrt(fill))
}

/** Keeps account of what an engine uses. */
export class EngineActivity {
  readonly #host: ContainerHost
  readonly #facts: ModelFacts
  readonly #gpus: Gpus
  readonly #load: () => EngineLoad
  #seconds = 0
  #at: number
  #cores: number

  constructor(host: ContainerHost, facts: ModelFacts, gpus: Gpus, load: () => EngineLoad) {
    this.#host = host
    this.#facts = facts
    this.#gpus = gpus
    this.#load = load
    this.#at = host.world.clock.now()
    this.#cores = this.#coresNow()
  }

  /** Counts what was used until now; to be called when the load changes. */
  count(): void {
    const now = this.#host.world.clock.now()
    this.#seconds += (this.#cores * (now - this.#at)) / 1000
    this.#at = now
    this.#cores = this.#coresNow()
  }

  now(): Activity {
    this.count()
    const load = this.#load()
    const {count, bytesEach} = this.#gpus
    const weights = (this.#facts.weightBytes / Math.max(1, count)) * load.loaded
    const {isServing} = load
    return {
      busy: gpuShare(load),
      gpuBytes: isServing ? Math.max(weights, bytesEach * usableShare) : Math.min(bytesEach, contextBytes + weights),
      cores: this.#cores,
      coreSeconds: this.#seconds,
      bytes: hostBytes(this.#facts, this.#gpus) * (isServing || load.loaded > 0 ? 1 : 0.3),
    }
  }

  /** A share of what the container asks for: half a core in ten when idle, all of it with a full batch. */
  #coresNow(): number {
    const {requests, limits} = this.#host.container.resources ?? {}
    const asked = quantity(requests?.['cpu'] ?? limits?.['cpu']) || 2
    const {isServing, running} = this.#load()
    return asked * (isServing ? 0.05 + 0.95 * Math.min(1, running / hostSequences) : 0.15)
  }
}
