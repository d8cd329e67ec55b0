import type {GpuQuota} from '@ome/inference-model/deploy/quota'
import {numberText} from '../../measure/domain/metric-rows.ts'
import type {Demands} from './choice.ts'
import type {Option} from './option.ts'
import type {OptionQuestion} from './option-report.ts'

/** Share of its most that an engine should be asked for: the rest is for the busy hour. */
const headroom = 0.6

export interface DemandSources {
  readonly objectives: Demands['objectives']
  /** That the service makes now; absent where nobody tells. */
  readonly tokensPerSecond: number | undefined
  readonly present: Option | undefined
  /** Of the namespace. */
  readonly quotas: readonly GpuQuota[]
  /** That the service holds now. */
  readonly gpus: number
}

/** What was typed; else that the load is carried, or that it costs no more than now. */
export function demandsOf(
  {goal, minThroughput, maxHourly, slo, contextTokens}: OptionQuestion,
  {objectives, tokensPerSecond = 0, present, quotas, gpus}: DemandSources,
): Demands {
  const carried = tokensPerSecond > 0 ? tokensPerSecond / headroom : undefined
  const now = present?.usdPerHour
  return {
    goal,
    minThroughput:
      minThroughput !== undefined
        ? {value: minThroughput, why: '--min-throughput'}
        : carried === undefined
          ? undefined
          : {
              value: carried,
              why: `the mean load, ${numberText(tokensPerSecond)} tokens/s, as ${headroom * 100} % of it`,
            },
    maxHourly:
      maxHourly !== undefined
        ? {value: maxHourly, why: '--max-hourly'}
        : goal === 'cost' || now === undefined
          ? undefined
          : {value: now, why: 'what it costs now'},
    objectives,
    maxGpus: quotaOf(quotas, gpus),
    minContext:
      contextTokens !== undefined
        ? {value: contextTokens, isTyped: true}
        : present?.contextTokens === undefined
          ? undefined
          : {value: present.contextTokens, isTyped: false},
    isTyped:
      contextTokens !== undefined || minThroughput !== undefined || maxHourly !== undefined || (slo?.length ?? 0) > 0,
  }
}

/** The tightest quota of the namespace, as if the service had given back what it holds. */
function quotaOf(quotas: readonly GpuQuota[], own: number): Demands['maxGpus'] {
  const [tightest] = quotas
    .map(({name, hard, used}) => ({value: Math.max(0, hard - used + own), why: `quota ${name}`}))
    .toSorted((left, right) => left.value - right.value)
  return tightest
}
