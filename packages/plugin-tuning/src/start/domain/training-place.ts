import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {findInstance, retiredNote} from '@ome/kaito/instance-choice'
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
  return {matchLabels, row: rowOf(world, instance), notes: [...notes, ...warnings(memory, instance)]}
}

function onMade(
  world: World,
  {instanceType, optimizes, method}: Wish,
  memory: TuningMemory,
): Omit<TrainingPlace, 'matchLabels'> {
  const typed = instanceType === undefined ? undefined : findInstance(world.profile, instanceType)
  if (typed?.found === 'known') {
    const {instance} = typed
    const fits = holdsTuning(memory, instance)
    if (fits || !optimizes)
      return {instanceType: instance.instanceType, row: rowOf(world, instance), notes: warnings(memory, instance)}
  }
  const {row, because} = cheapest(world, memory, method)
  const taken = {instanceType: row.instance.instanceType, row}
  if (typed?.found === 'retired') return {...taken, notes: [retiredNote(typed, row, world)]}
  const small =
    typed === undefined ? [] : [`${typed.instance.instanceType} is too small: ${lack(memory, typed.instance)}`]
  return {...taken, notes: [...small, because]}
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

const warnings = (memory: TuningMemory, instance: KaitoInstance): readonly string[] =>
  holdsTuning(memory, instance)
    ? []
    : [
        `warning: ${instance.instanceType} may be too small: ${lack(memory, instance)}; --optimize takes one that is not`,
      ]

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
