import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {findInstance, isNvidia, retiredNote} from '@ome/kaito/instance-choice'
import {chooseNodes, type OwnNodes} from '@ome/kaito/node-selector'
import {provisions} from '@ome/kaito/operator-profile'
import {type SizingRow, usd} from '@ome/kaito/sizing'
import {holdsTuning, type TuningMemory, tuningRows} from '@ome/kaito/tuning-memory'
import {OmeError} from '@ome/sdk/errors'
import type {StartWish} from './start-wish.ts'
import type {StartWorld} from './start-world.ts'

/** Where a run will train. One node, whatever it holds. */
export interface TrainingPlace {
  /** Absent where nodes are the cluster's own. */
  readonly instanceType?: string
  readonly matchLabels: Readonly<Record<string, string>>
  readonly row: SizingRow
  readonly notes: readonly string[]
}

type World = Pick<StartWorld, 'profile' | 'nodes' | 'region' | 'quote'>
type Wish = Pick<StartWish, 'name' | 'method' | 'instanceType' | 'nodeSelector' | 'optimizes'>

/**
 * Decides the node. A type that is given stays, with a warning where our estimate does not fit; it is replaced when it is
 * not offered any more, and with `optimizes` where it is too small. Throws `usage` for words that do not go, `unmet` where
 * nothing holds the run.
 */
export function decideTrainingPlace(world: World, wish: Wish, memory: TuningMemory): TrainingPlace {
  const chosen = chooseNodes(world.profile, wish.name, labelsOf(wish.nodeSelector), world.nodes)
  const {matchLabels, own} = chosen
  const notes = chosen.note === undefined ? [] : [chosen.note]
  if (provisions(world.profile)) {
    const placed = onMade(world, wish, memory)
    return {...placed, matchLabels, notes: [...placed.notes, ...notes]}
  }
  if (wish.instanceType !== undefined) findInstance(world.profile, wish.instanceType)
  if (!own) throw new OmeError('unmet', 'the cluster has no GPU node to train on')
  const instance = asInstance(own)
  return {
    matchLabels,
    row: rowOf(world, instance),
    notes: [...notes, ...warnings(instance, tooSmall(memory, instance))],
  }
}

function onMade(
  world: World,
  {instanceType, optimizes, method}: Wish,
  memory: TuningMemory,
): Omit<TrainingPlace, 'matchLabels'> {
  const typed = instanceType === undefined ? undefined : findInstance(world.profile, instanceType)
  if (typed?.found === 'known') {
    const {instance} = typed
    if (!optimizes || unfit(memory, instance) === undefined)
      return {
        instanceType: instance.instanceType,
        row: rowOf(world, instance),
        notes: warnings(instance, unfit(memory, instance)),
      }
  }
  const {row, because} = cheapest(world, memory, method)
  const taken = {instanceType: row.instance.instanceType, row}
  if (typed?.found === 'retired') return {...taken, notes: [retiredNote(typed, row, world)]}
  const why = typed && unfit(memory, typed.instance)
  return {...taken, notes: [...(why ? [`${typed.instance.instanceType} ${why.is}`] : []), because]}
}

/** The type with the lowest price of those that hold it. */
function cheapest(
  world: World,
  memory: TuningMemory,
  method: string,
): {readonly row: SizingRow; readonly because: string} {
  const {profile, quote, region} = world
  const rows = tuningRows(profile, memory, {quote, region})
  const priced = rows.filter(({usdPerHour}) => usdPerHour !== undefined)
  const [row] = priced
  if (row)
    return {
      row,
      because: `${row.instance.instanceType} is taken: ${usd(row.usdPerHour)}/h is the lowest of ${priced.length} types of ${profile.cloud} whose GPUs hold ${gib(memory.totalBytes)}`,
    }
  if (rows[0])
    throw new OmeError('unmet', `no instance type of ${profile.cloud} that holds the run has a known price`, [
      `name one: --instance-type ${rows[0].instance.instanceType}`,
    ])
  throw new OmeError('unmet', `no GPU of ${profile.cloud} holds ${gib(memory.totalBytes)} (${memory.basis})`, [
    method.toLowerCase() === 'qlora'
      ? 'take fewer rows at once: --batch-size 1'
      : 'take --method qlora, or fewer rows at once: --batch-size 1',
  ])
}

function rowOf({quote, region}: World, instance: KaitoInstance): SizingRow {
  const {gpus, instanceType} = instance
  const price = quote(instanceType, region)
  return {instance, nodes: 1, gpus, neededGpus: 1, ...(price && {quote: price, usdPerHour: price.usdPerHour})}
}

/** Why a run does not go on a type: for certain, and as far as our estimate goes. */
interface Unfit {
  readonly is: string
  readonly maybe: string
}

const warnings = ({instanceType}: KaitoInstance, why: Unfit | undefined): readonly string[] =>
  why ? [`warning: ${instanceType} ${why.maybe}; --optimize takes one that fits`] : []

function unfit(memory: TuningMemory, instance: KaitoInstance): Unfit | undefined {
  if (isNvidia(instance)) return tooSmall(memory, instance)
  const other = `is without NVIDIA GPUs (${instance.gpuModel}), for which the trainer asks`
  return {is: other, maybe: other}
}

function tooSmall(memory: TuningMemory, instance: KaitoInstance): Unfit | undefined {
  if (holdsTuning(memory, instance)) return undefined
  const small = `too small: ${lack(memory, instance)}`
  return {is: `is ${small}`, maybe: `may be ${small}`}
}

const lack = (memory: TuningMemory, {gpus, totalMemoryGiB}: KaitoInstance): string =>
  `${gib(memory.totalBytes)} of a GPU's ${(totalMemoryGiB / gpus).toFixed(0)} GiB (${memory.basis})`

export const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

function labelsOf(typed: readonly string[]): Readonly<Record<string, string>> {
  const pairs = typed.map((text) => [text, /^([^=]+)=(.*)$/.exec(text)] as const)
  const wrong = pairs.find(([, match]) => match === null)
  if (wrong) throw new OmeError('usage', `--node-selector "${wrong[0]}" is not of the form KEY=VALUE`)
  return Object.fromEntries(pairs.map(([, match]) => [match?.[1] ?? '', match?.[2] ?? '']))
}

const asInstance = ({gpus, totalMemoryGiB, gpuModel, instanceType}: OwnNodes): KaitoInstance => ({
  cloud: 'azure',
  instanceType: instanceType ?? gpuModel,
  gpus,
  totalMemoryGiB,
  gpuModel,
  hasNvme: false,
})
