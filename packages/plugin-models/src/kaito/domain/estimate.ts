import {tunableModels} from '@ome/capacity/kaito-models'
import {byPrice, findInCloud, isNvidia} from '@ome/kaito/instance-choice'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {instancesOf} from '@ome/kaito/operator-profile'
import {explainNodes, type SizingRow, type SizingStep, sizeOn} from '@ome/kaito/sizing'
import type {TuningMethod} from '@ome/kaito/training-config'
import {type TuningMemory, tuningMemory, tuningRows} from '@ome/kaito/tuning-memory'
import {OmeError} from '@ome/sdk/errors'
import {type Market, sizeOf} from './verdict.ts'

export interface KaitoEstimateQuestion {
  readonly replicas: number
  readonly method: TuningMethod | undefined
  readonly context: number | undefined
  readonly instanceTypes: readonly string[]
}

/** What a model takes on each instance type, cheapest first. */
export interface KaitoEstimate {
  readonly model: ResolvedModel
  readonly replicas: number
  readonly rows: readonly SizingRow[]
  /** Of tuning. */
  readonly memory?: TuningMemory
  /** How the first row came about. */
  readonly steps: readonly SizingStep[]
}

/** Throws `unmet` for models that cannot be tuned, `usage` where the size is not known. */
export function estimate(market: Market, model: ResolvedModel, question: KaitoEstimateQuestion): KaitoEstimate {
  const instances = instancesAsked(market, question)
  const {method, replicas, context} = question
  if (method !== undefined) {
    const memory = memoryOf(model, method)
    const names = new Set(instances.map(({instanceType}) => instanceType))
    const rows = tuningRows(market.profile, memory, market).filter(({instance}) => names.has(instance.instanceType))
    return {model, replicas, rows, memory, steps: []}
  }
  const size = sizeOf(model)
  if (!size) throw new OmeError('usage', `the size of ${model.id} is not known here`, ['ask the Hub for it: --online'])
  const rows = [...sizeOn(size, instances, {...market, context})].sort(byPrice)
  const [first] = rows
  return {model, replicas, rows, steps: first ? explainNodes(size, first.instance, context) : []}
}

function instancesAsked({profile}: Market, {instanceTypes}: KaitoEstimateQuestion) {
  if (instanceTypes.length === 0) return instancesOf(profile).filter(isNvidia)
  return instanceTypes.map((typed) => {
    const found = findInCloud(profile.cloud, typed)
    if (found.found === 'known') return found.instance
    throw new OmeError('unmet', `${typed} is not offered: ${found.because}`, [
      'leave out --instance-type to see what is',
    ])
  })
}

function memoryOf(model: ResolvedModel, method: TuningMethod): TuningMemory {
  const memory = model.model && tuningMemory(model.model, {method})
  if (memory) return memory
  throw new OmeError('unmet', `KAITO cannot tune ${model.preset}`, [`it tunes ${tunableModels().join(', ')}`])
}
