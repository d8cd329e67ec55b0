import {fitConstants} from '@ome/capacity/memory'
import type {Engine, Runtime} from './runtime.ts'

/** The engines' own words. The first is written, all are read. */
export const argumentNames = {
  vllm: {
    tensorParallelism: ['--tensor-parallel-size', '-tp'],
    maxModelLen: ['--max-model-len'],
    maxSequences: ['--max-num-seqs'],
    memoryShare: ['--gpu-memory-utilization'],
  },
  sglang: {
    tensorParallelism: ['--tp-size', '--tp', '--tensor-parallel-size'],
    maxModelLen: ['--context-length'],
    maxSequences: ['--max-running-requests'],
    memoryShare: ['--mem-fraction-static'],
  },
} as const

export type ArgumentName = keyof (typeof argumentNames)['vllm']

/** Engines whose words are known. */
export const hasKnownWords = (engine: Engine): engine is keyof typeof argumentNames =>
  engine === 'vllm' || engine === 'sglang'

/** Value of an argument, also where it stands behind its name as a word of its own. */
export function argumentIn(words: readonly string[], names: readonly string[]): string | undefined {
  const index = words.findIndex((word) => names.some((name) => word === name || word.startsWith(`${name}=`)))
  const found = words[index]
  if (found === undefined) return undefined
  const equals = found.indexOf('=')
  return equals < 0 ? words[index + 1] : found.slice(equals + 1)
}

/** How a runtime starts its engine, as far as room and speed depend on it. */
export interface EngineLimits {
  /** Longest context; absent where the model's own counts. */
  readonly contextTokens?: number
  /** Requests in one batch. */
  readonly sequences: number
  /** Of the memory of a GPU. */
  readonly memoryShare: number
  /** Of one value of keys and values. */
  readonly kvBytes: 1 | 2
}

/** vLLM's own number of requests in a batch. */
const usualSequences = 256

/** Reads the arguments of a runtime's engine. What is not set, or not readable, is as engines have it. */
export function engineLimits({engine, args}: Pick<Runtime, 'engine' | 'args'>): EngineLimits {
  const words = hasKnownWords(engine) ? argumentNames[engine] : argumentNames.vllm
  const told = (name: ArgumentName): number => Number(argumentIn(args, words[name]))
  const [context, sequences, share] = [told('maxModelLen'), told('maxSequences'), told('memoryShare')]
  return {
    ...(context > 0 && {contextTokens: context}),
    sequences: sequences > 0 ? sequences : usualSequences,
    memoryShare: share > 0 && share <= 1 ? share : fitConstants.utilisation,
    kvBytes: argumentIn(args, ['--kv-cache-dtype'])?.startsWith('fp8') ? 1 : 2,
  }
}
