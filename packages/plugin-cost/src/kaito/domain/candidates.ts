import {kaitoInstance, kaitoInstances} from '@ome/capacity/kaito-instances'
import type {KaitoModel} from '@ome/capacity/kaito-models'
import {tunableModels} from '@ome/capacity/kaito-models'
import {byPrice, findInCloud, isNvidia, retiredNote, usualMaxNodes} from '@ome/kaito/instance-choice'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import type {KaitoCloud} from '@ome/kaito/operator-profile'
import {explainNodes, type QuoteOf, type SizedModel, type SizingRow, sizeOn} from '@ome/kaito/sizing'
import type {TuningMethod} from '@ome/kaito/training-config'
import {holdsTuning, type TuningMemory, tuningMemory, tuningRows} from '@ome/kaito/tuning-memory'
import {OmeError} from '@ome/sdk/errors'
import type {Place} from './place.ts'

/** What shall run, and how often. */
export interface Workload {
  readonly resolved: ResolvedModel
  /** Tuning instead of serving. */
  readonly method?: TuningMethod | undefined
  readonly replicas: number
  readonly context?: number | undefined
}

/** A workload on machines of one type of one cloud. */
export interface Candidate {
  readonly cloud: KaitoCloud
  readonly place: Place
  readonly row: SizingRow
  /** Of all replicas. */
  readonly nodes: number
  readonly gpus: number
  readonly usdPerHour?: number
  /** It runs on such machines now. */
  readonly isCurrent: boolean
}

/** One line of the reckoning behind a candidate. */
export interface Part {
  readonly what: string
  readonly value: string
}

export interface CostEstimate {
  readonly workload: Workload
  readonly candidate: Candidate
  readonly parts: readonly Part[]
}

const GiB = 2 ** 30

/** Throws `unmet` for a model of unknown size, since nothing can be said of it. */
function sizeOf({resolved}: Workload): KaitoModel {
  if (resolved.model) return resolved.model
  throw new OmeError('unmet', `the size of ${resolved.id} is not known here`, [
    'the catalogue has sizes: ome models list --catalog kaito',
  ])
}

/** Throws `unmet` for a model that KAITO cannot tune. */
function memoryOf(model: KaitoModel, method: TuningMethod): TuningMemory {
  const memory = tuningMemory(model, {method})
  if (memory) return memory
  throw new OmeError('unmet', `KAITO cannot tune ${model.id}`, [`it tunes ${tunableModels().join(', ')}`])
}

const sized = ({id, weightGiB, bytesPerToken}: KaitoModel): SizedModel => ({name: id, weightGiB, bytesPerToken})

/** The types of a cloud that hold it on few enough nodes, cheapest first. */
export function candidatesOf(
  workload: Workload,
  cloud: KaitoCloud,
  {quote, place, current, maxNodes = usualMaxNodes}: CandidateQuestion,
): readonly Candidate[] {
  const model = sizeOf(workload)
  const {region} = place
  const rows =
    workload.method === undefined
      ? sizeOn(sized(model), kaitoInstances(cloud).filter(isNvidia), {context: workload.context, region, quote})
      : tuningRows({cloud}, memoryOf(model, workload.method), {quote, region})
  return rows
    .filter(({nodes}) => nodes <= maxNodes)
    .toSorted(byPrice)
    .map((row) => candidate(workload, {cloud, place, current}, row))
}

export interface CandidateQuestion {
  readonly quote: QuoteOf
  readonly place: Place
  /** Type that it runs on now. */
  readonly current?: string | undefined
  readonly maxNodes?: number
}

function candidate(
  {replicas}: Workload,
  {cloud, place, current}: Pick<Candidate, 'cloud' | 'place'> & Pick<CandidateQuestion, 'current'>,
  row: SizingRow,
): Candidate {
  return {
    cloud,
    place,
    row,
    nodes: row.nodes * replicas,
    gpus: row.gpus * replicas,
    ...(row.usdPerHour !== undefined && {usdPerHour: row.usdPerHour * replicas}),
    isCurrent: row.instance.instanceType === current,
  }
}

/**
 * The type that was named, else the cheapest. A retired type gives way to the cheapest, noted. Throws `unmet` where
 * nothing holds the model, and `failed` where no price is known.
 */
export function chosenCandidate(
  workload: Workload,
  cloud: KaitoCloud,
  question: CandidateQuestion & {readonly instanceType?: string | undefined; readonly note: (text: string) => void},
): Candidate {
  const {instanceType, quote, place, note} = question
  const all = candidatesOf(workload, cloud, {
    ...question,
    ...(instanceType !== undefined && {maxNodes: Number.MAX_VALUE}),
  })
  const named = instanceType === undefined ? undefined : findInCloud(cloud, instanceType)
  if (named?.found === 'known') {
    const found = all.find(({row}) => row.instance.instanceType === named.instance.instanceType)
    if (found) return found
    throw new OmeError('unmet', `${named.instance.instanceType} does not hold ${workload.resolved.preset}`, [
      'leave out --instance-type for the cheapest that does',
    ])
  }
  const priced = all.filter(({usdPerHour, row}) => usdPerHour !== undefined && row.nodes <= usualMaxNodes)
  const [cheapest] = priced
  if (!cheapest) throw noneOf(workload, cloud, {place, holds: all.length > 0})
  if (named) note(retiredNote(named, cheapest.row, {quote, region: place.region}))
  return cheapest
}

function noneOf(
  {resolved, context}: Workload,
  cloud: KaitoCloud,
  {place: {region}, holds}: {readonly place: Place; readonly holds: boolean},
): OmeError {
  const at = region === undefined ? '' : ` in ${region}`
  const tokens = context === undefined ? '' : ` with ${context} tokens of context`
  if (!holds)
    return new OmeError('unmet', `no instance type of ${cloud} is known that holds ${resolved.preset}${tokens}`, [
      ...(context === undefined ? [] : ['take a shorter context: --context-length TOKENS']),
      `see what it takes: ome models estimate ${resolved.preset} --catalog kaito`,
    ])
  return new OmeError('unmet', `no instance type of ${cloud} with a known price${at} holds ${resolved.preset}`, [
    'state prices: --prices FILE, or ask the cloud: --online',
    'take those of another region: --region REGION',
  ])
}

/** How nodes or memory of a candidate came about. */
export function partsOf(workload: Workload, {cloud, row}: Candidate): readonly Part[] {
  const model = sizeOf(workload)
  if (workload.method === undefined) return explainNodes(sized(model), row.instance, workload.context)
  const memory = memoryOf(model, workload.method)
  const perGpu = row.instance.totalMemoryGiB / row.instance.gpus
  const isHeld = holdsTuning(memory, kaitoInstance(cloud, row.instance.instanceType) ?? row.instance)
  return [
    ...memory.parts.map(({what, bytes, how}) => ({what, value: `${(bytes / GiB).toFixed(2)} GiB: ${how}`})),
    {
      what: 'total',
      value: `${(memory.totalBytes / GiB).toFixed(2)} GiB ${isHeld ? '<=' : '>'} ${perGpu} GiB x 0.9; ${memory.basis}`,
    },
  ]
}
