import {placeOf, type Running} from '../../domain/running.ts'

export type RuleLevel = 'error' | 'warning'

/** What lines of a log, or the state of a pod, are signs of. */
export interface LogRule {
  readonly name: string
  readonly level: RuleLevel
  /** Of lines; absent for rules that look at pods. */
  readonly pattern?: RegExp
  readonly fix: (running: Running) => string
}

/** One thing the logs tell, however often. */
export interface LogFinding {
  readonly rule: string
  readonly level: RuleLevel
  readonly count: number
  /** When it was told last; absent for what pods and machines are in now. */
  readonly last?: string
  readonly pod: string
  readonly example: string
  readonly fix: string
}

const status = (running: Running): string => `see its state: ome status ${placeOf(running)}`
const debug = (running: Running): string =>
  running.noun === 'service' ? `see every check: ome debug ${placeOf(running)}` : status(running)

const bigger = ({model}: Running): string =>
  `shorten the context (max-model-len), or take machines with more memory: ome models estimate ${model ?? 'MODEL'}`

/**
 * Most telling first: a line counts for the first rule that knows it. Wordings of PyTorch, vLLM, NCCL, the hub's client
 * and KAITO's RAG service (v0.12).
 */
export const lineRules: readonly LogRule[] = [
  {
    name: 'cuda-out-of-memory',
    level: 'error',
    pattern: /CUDA out of memory|HIP out of memory|torch\.OutOfMemoryError|cudaErrorMemoryAllocation/i,
    fix: bigger,
  },
  {
    name: 'max-model-len',
    level: 'error',
    pattern:
      /No available memory for the cache blocks|larger than the maximum number of tokens that can be stored in KV cache|max_model_len.{0,80}(?:greater|larger)|(?:longer|exceeds?).{0,60}maximum (?:context|model) length|maximum context length is \d+/i,
    fix: bigger,
  },
  {
    name: 'hub-refuses',
    level: 'error',
    pattern:
      /GatedRepoError|Access to model .{0,200} is restricted|Cannot access gated repo|\b40[13] Client Error|HTTP(?: error)? 40[13]\b|Invalid username or password/i,
    fix: (running) =>
      `give it a token that may read the model: kubectl create secret generic hf-token -n ${running.namespace} --from-literal=HF_TOKEN=…`,
  },
  {
    name: 'image-pull',
    level: 'error',
    pattern: /failed to pull|pull access denied|manifest unknown|error pulling|oras.{0,80}(?:denied|not found)/i,
    fix: debug,
  },
  {
    name: 'nccl',
    level: 'error',
    pattern: /NCCL (?:error|WARN)|ncclInternalError|ncclSystemError|ncclRemoteError|unhandled system error/i,
    fix: debug,
  },
  {
    name: 'disk-full',
    level: 'error',
    pattern: /No space left on device|Disk quota exceeded|DiskPressure|ENOSPC/i,
    fix: debug,
  },
  {
    name: 'quota',
    level: 'error',
    pattern: /exceed(?:s|ing|ed) .{0,60}quota|QuotaExceeded|SkuNotAvailable|InsufficientInstanceCapacity/i,
    fix: status,
  },
  {
    name: 'out-of-memory-killed',
    level: 'error',
    pattern: /OOMKilled|Out of memory: Killed process|signal: killed/i,
    fix: debug,
  },
  {
    name: 'rag-similarity',
    level: 'warning',
    pattern: /similarity threshold/i,
    fix: (running) =>
      `questions find nothing close enough: add documents, or look at the scores: ome rag query ${running.name} QUESTION --retrieve-only -n ${running.namespace}`,
  },
]

/** For lines that say themselves that something is wrong and no rule knows. */
export const otherRule = (level: RuleLevel): LogRule => ({
  name: `other-${level}`,
  level,
  fix: (running) => `read them: ome logs ${placeOf(running)} --level ${level}`,
})

/** The rules for what pods are in. Source: reasons of the kubelet. */
export const podRules: Readonly<Record<'killed' | 'pull' | 'ended', LogRule>> = {
  killed: {name: 'out-of-memory-killed', level: 'error', fix: debug},
  pull: {name: 'image-pull', level: 'error', fix: debug},
  ended: {
    name: 'ended',
    level: 'error',
    fix: (running) => `read what came before: ome logs ${placeOf(running)} --previous`,
  },
}

/** For what keeps pods from coming at all. */
export const blockedRule = (says: string): Pick<LogRule, 'name'> => ({
  name: lineRules.find(({pattern}) => pattern?.test(says))?.name ?? 'not-running',
})
