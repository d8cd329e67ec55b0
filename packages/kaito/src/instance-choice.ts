import {type KaitoInstance, kaitoInstance, kaitoInstances} from '@ome/capacity/kaito-instances'
import {OmeError} from '@ome/sdk/errors'
import {nearestFew} from '@ome/sdk/nearest'
import {instancesOf, type KaitoCloud, type OperatorProfile, provisions} from './operator-profile.ts'
import {type QuoteOf, type SizedModel, type SizingRow, sizeOn, usd} from './sizing.ts'

/** Most nodes the chooser looks at when nobody said how many there may be. */
export const usualMaxNodes = 4

export type TypedInstance =
  | {readonly found: 'known'; readonly instance: KaitoInstance}
  | {readonly found: 'retired'; readonly instanceType: string; readonly because: string}

interface Retired {
  readonly pattern: RegExp
  readonly because: string
}

/** GPUs below compute capability 8.0, which KAITO dropped. Source: KAITO v0.12.0 `pkg/sku`, Azure's retirement of NCv3. */
const retired: readonly Retired[] = [
  {
    pattern: /^standard_nc(6|12|24)r?s_v3$/i,
    because: 'NVIDIA V100 has compute capability 7.0, KAITO needs 8.0, and Azure retired the size',
  },
  {pattern: /^standard_nc\d+as_t4_v3$/i, because: 'NVIDIA T4 has compute capability 7.5, KAITO needs 8.0'},
  {pattern: /^g4dn\./i, because: 'NVIDIA T4 has compute capability 7.5, KAITO needs 8.0'},
  {pattern: /^p3(dn)?\./i, because: 'NVIDIA V100 has compute capability 7.0, KAITO needs 8.0'},
]

/**
 * An instance type of the operator's cloud, as typed in any case. Throws `usage` for one it cannot size, and where nodes
 * are the cluster's own and none may be given.
 */
export function findInstance(profile: Pick<OperatorProfile, 'cloud' | 'nodeMode'>, typed: string): TypedInstance {
  if (!provisions(profile))
    throw new OmeError(
      'usage',
      `--instance-type ${typed}: this cluster's nodes are its own, and KAITO takes none there`,
      ['choose among them: --node-selector KEY=VALUE'],
    )
  return findInCloud(profile.cloud, typed)
}

/** {@link findInstance} wherever the nodes come from, for figures about a type. */
export function findInCloud(cloud: KaitoCloud, typed: string): TypedInstance {
  const instance = kaitoInstance(cloud, typed)
  if (instance) return {found: 'known', instance}
  const gone = retired.find(({pattern}) => pattern.test(typed))
  if (gone) return {found: 'retired', instanceType: typed, because: gone.because}
  const elsewhere = kaitoInstances().find((each) => each.instanceType.toLowerCase() === typed.toLowerCase())
  const names = kaitoInstances(cloud).map((each) => each.instanceType)
  const near = nearestFew(typed, names, 3)
  throw new OmeError(
    'usage',
    elsewhere
      ? `"${typed}" is an instance type of ${elsewhere.cloud}, and the operator makes nodes of ${cloud}`
      : `KAITO cannot size the instance type "${typed}"`,
    near.length > 0 ? [`the nearest: ${near.join(', ')}`] : [`it knows ${names.slice(0, 8).join(', ')} …`],
  )
}

export interface ChoiceQuestion {
  readonly model: SizedModel
  readonly context?: number | undefined
  /** Region of the prices. */
  readonly region?: string | undefined
  readonly quote: QuoteOf
  /** Most nodes; {@link usualMaxNodes} when absent. */
  readonly maxNodes?: number | undefined
  /** Exactly so many GPUs over all nodes. */
  readonly gpus?: number | undefined
  /** Of which the choice is made; all types of the cloud when absent. */
  readonly instances?: readonly KaitoInstance[]
}

export interface InstanceChoice {
  readonly row: SizingRow
  /** Why it is this one, one sentence. */
  readonly because: string
}

/**
 * The instance type that costs least over all its nodes: NVIDIA, with a known price, on few enough nodes. Of equals the one
 * with fewer nodes, then by name. Throws `unmet` when there is none.
 */
export function chooseInstance(profile: Pick<OperatorProfile, 'cloud'>, question: ChoiceQuestion): InstanceChoice {
  const {model, context, region, quote, gpus, maxNodes = usualMaxNodes} = question
  const instances = (question.instances ?? instancesOf(profile)).filter(isNvidia)
  const rows = sizeOn(model, instances, {context, region, quote}).filter((row) => row.nodes <= maxNodes)
  const counted = rows.filter((row) => gpus === undefined || row.gpus === gpus)
  const [row] = counted.filter(({usdPerHour}) => usdPerHour !== undefined).sort(byPrice)
  if (!row) throw noneFits(profile.cloud, question, {fits: rows, counted})
  const among = counted.length === 1 ? 'the only type' : `the lowest of ${counted.length} types`
  const exactly = gpus === undefined ? '' : ` with ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'} in all`
  return {
    row,
    because: `${row.instance.instanceType} is taken: ${usd(row.usdPerHour)}/h is ${among} of ${profile.cloud} that can hold it on at most ${maxNodes} ${maxNodes === 1 ? 'node' : 'nodes'}${exactly}`,
  }
}

export const isNvidia = ({computeCapability}: KaitoInstance): boolean => computeCapability !== undefined

/** That a type has other GPUs than KAITO's pods ask for; undefined where it has not. Its admission does not look at that. */
export const otherGpus = (instance: KaitoInstance): string | undefined =>
  isNvidia(instance)
    ? undefined
    : `${instance.instanceType} is without NVIDIA GPUs (${instance.gpuModel}), for which KAITO's pods ask: they will not be placed on it`

/** Cheapest first; unknown prices last; of equals fewer nodes, then the name. */
export const byPrice = (left: SizingRow, right: SizingRow): number =>
  (left.usdPerHour ?? Number.POSITIVE_INFINITY) - (right.usdPerHour ?? Number.POSITIVE_INFINITY) ||
  left.nodes - right.nodes ||
  (left.instance.instanceType < right.instance.instanceType ? -1 : 1)

function noneFits(
  cloud: KaitoCloud,
  {model, maxNodes = usualMaxNodes, gpus, context, region}: ChoiceQuestion,
  {fits, counted}: {readonly fits: readonly SizingRow[]; readonly counted: readonly SizingRow[]},
): OmeError {
  if (counted.length > 0)
    return new OmeError(
      'unmet',
      `no instance type of ${cloud} that holds ${model.name} has a known price${region === undefined ? '' : ` in region ${region}`}`,
      [`name one: --instance-type ${counted[0]?.instance.instanceType}`, 'or state prices: --prices FILE'],
    )
  if (fits.length > 0) {
    const possible = [...new Set(fits.map((row) => row.gpus))].sort((a, b) => a - b)
    return new OmeError('unmet', `no instance type of ${cloud} holds ${model.name} with ${gpus} GPUs in all`, [
      `there are some with ${possible.join(', ')}: --gpus ${possible[0]}`,
    ])
  }
  return new OmeError(
    'unmet',
    `no instance type of ${cloud} holds ${model.name}${context === undefined ? '' : ` with a context of ${context} tokens`} on at most ${maxNodes} ${maxNodes === 1 ? 'node' : 'nodes'}`,
    [`see what each would take: ome models estimate ${model.name} --catalog kaito`, 'allow more: --max-nodes N'],
  )
}

/** What is said when another type takes the place of a retired one, with both rates. */
export function retiredNote(
  gone: {readonly instanceType: string; readonly because: string},
  row: SizingRow,
  {quote, region}: Pick<ChoiceQuestion, 'quote' | 'region'>,
): string {
  const rate = quote(gone.instanceType, region)?.usdPerHour
  return `${gone.instanceType}${rate === undefined ? '' : ` (${usd(rate)}/h)`} is not offered: ${gone.because}; ${row.instance.instanceType} (${usd(row.usdPerHour)}/h) takes its place`
}
