import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {tunableModels} from '@ome/capacity/kaito-models'
import {estimatedContext, longestContext} from '@ome/capacity/kaito-nodes'
import {byPrice, findInCloud, isNvidia, usualMaxNodes} from '@ome/kaito/instance-choice'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {instancesOf} from '@ome/kaito/operator-profile'
import {explainNodes, type SizedModel, type SizingRow, type SizingStep, sizeOn} from '@ome/kaito/sizing'
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
    if (rows.length === 0) throw noRoomToTune(model, {memory, method, instances})
    return {model, replicas, rows, memory, steps: []}
  }
  const size = sizeOf(model)
  if (!size) throw new OmeError('usage', `the size of ${model.id} is not known here`, ['ask the Hub for it: --online'])
  const rows = [...sizeOn(size, instances, {...market, context})].sort(byPrice)
  const [first] = rows
  if (!first) throw noRoom(size, instances, context)
  return {model, replicas, rows, steps: explainNodes(size, first.instance, context)}
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

const named = (instances: readonly KaitoInstance[]): string =>
  instances.length === 1 ? `a GPU of ${instances[0]?.instanceType}` : 'no GPU of these instance types'

function noRoom(size: SizedModel, instances: readonly KaitoInstance[], context = estimatedContext): OmeError {
  const mostOn = (instance: KaitoInstance): number => longestContext(size, instance, usualMaxNodes)
  const [largest] = [...instances].sort((left, right) => mostOn(right) - mostOn(left))
  const steps = largest ? explainNodes(size, largest, context) : []
  const reckoned = steps.filter(({what}) => what.endsWith('per GPU')).map(({what, value}) => `${what}: ${value}`)
  const most = largest ? mostOn(largest) : 0
  return new OmeError(
    'unmet',
    `${named(instances)} ${instances.length === 1 ? 'cannot hold' : 'holds'} a context of ${context} tokens of ${size.name}`,
    [
      ...(largest ? [`on ${largest.instanceType}, ${reckoned.join('; ')}`] : []),
      most > 0 && largest
        ? `the longest on at most ${usualMaxNodes} nodes of ${largest.instanceType}: --context-length ${most}`
        : 'leave out --instance-type to see all',
    ],
  )
}

const noRoomToTune = (
  {preset}: ResolvedModel,
  {
    memory: {totalBytes},
    method,
    instances,
  }: {readonly memory: TuningMemory; readonly method: TuningMethod; readonly instances: readonly KaitoInstance[]},
): OmeError =>
  new OmeError(
    'unmet',
    `tuning ${preset} takes ${(totalBytes / 2 ** 30).toFixed(1)} GiB of a GPU, and ${instances.map(({instanceType, gpus, totalMemoryGiB}) => `${instanceType} has ${Math.floor(totalMemoryGiB / gpus)}`).join(', ')}`,
    [
      'leave out --instance-type to see what holds it',
      ...(method === 'lora' ? ['qlora takes less than lora: --method qlora'] : []),
    ],
  )

function memoryOf(model: ResolvedModel, method: TuningMethod): TuningMemory {
  const memory = model.model && tuningMemory(model.model, {method})
  if (memory) return memory
  throw new OmeError('unmet', `KAITO cannot tune ${model.preset}`, [`it tunes ${tunableModels().join(', ')}`])
}
