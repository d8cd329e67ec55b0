import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {chooseInstance, findInstance, otherGpus, retiredNote} from '@ome/kaito/instance-choice'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {chooseNodes, type NodeChoice, type OwnNodes} from '@ome/kaito/node-selector'
import {provisions} from '@ome/kaito/operator-profile'
import {type SizedModel, type SizingRow, sizeOnOne} from '@ome/kaito/sizing'
import {OmeError} from '@ome/sdk/errors'
import type {KaitoDeployRequest} from './deploy-request.ts'
import type {KaitoWorld} from './kaito-world.ts'

/** Where it will run, on how much. */
export interface DeploymentPlace {
  /** Absent where nodes are the cluster's own. */
  readonly instanceType?: string
  readonly matchLabels: Readonly<Record<string, string>>
  /** Absent where the size is not known. */
  readonly row?: SizingRow
  readonly notes: readonly string[]
}

export interface PlaceQuestion {
  readonly name: string
  readonly request: KaitoDeployRequest
  readonly model: ResolvedModel | undefined
  /** Of the inference config; KAITO's usual one when absent. */
  readonly context: number | undefined
}

/** Decides nodes and instance type. Throws `usage` for words that do not go, `unmet` where the model does not fit. */
export function decidePlace(world: KaitoWorld, question: PlaceQuestion): DeploymentPlace {
  const {request, name} = question
  const nodes = chooseNodes(world.profile, name, request.nodeSelector, world.nodes)
  const placed = provisions(world.profile) ? onMade(world, question, nodes) : onOwn(world, question, nodes)
  const said = nodes.note === undefined ? placed : {...placed, notes: [...placed.notes, nodes.note]}
  return {...said, notes: [...said.notes, ...withinLimits(said.row, request)]}
}

function onMade(world: KaitoWorld, question: PlaceQuestion, {matchLabels}: NodeChoice): DeploymentPlace {
  const {request, model} = question
  const typed = request.instanceType === undefined ? undefined : findInstance(world.profile, request.instanceType)
  const size = sizeOf(model)
  if (typed?.found === 'known') {
    const {instance} = typed
    const row = size && placeOn(world, question, size, instance)
    const other = otherGpus(instance)
    const notes = other === undefined ? [] : [`warning: ${other}`]
    return {instanceType: instance.instanceType, matchLabels, ...(row && {row}), notes}
  }
  if (!size)
    throw new OmeError(
      'usage',
      `the size of ${model?.id ?? 'a pod template'} is not known here, so no instance type can be chosen`,
      ['name one: --instance-type TYPE', ...(model ? ['or have the Hub asked for it: --online'] : [])],
    )
  const maxNodes = request.runtime === 'transformers' ? 1 : request.maxNodes
  const {quote, region, profile} = world
  const {row, because} = chooseInstance(profile, {
    model: size,
    quote,
    region,
    context: question.context,
    maxNodes,
    gpus: request.gpus,
  })
  const note = typed?.found === 'retired' ? retiredNote(typed, row, {quote, region}) : because
  return {instanceType: row.instance.instanceType, matchLabels, row, notes: [note]}
}

function placeOn(world: KaitoWorld, {request, context}: PlaceQuestion, size: SizedModel, instance: KaitoInstance) {
  const {quote, region} = world
  const row = sizeOnOne(size, instance, {quote, region, context})
  if (!row)
    throw new OmeError(
      'unmet',
      `a GPU of ${instance.instanceType} cannot hold a context of ${context ?? 2048} tokens`,
      ['choose a larger one: --instance-type TYPE'],
    )
  if (request.runtime === 'transformers') return {...onOneNode(row, size), ...priced(row)}
  if (request.gpus !== undefined && row.gpus !== request.gpus)
    throw new OmeError(
      'unmet',
      `${size.name} takes ${row.gpus} ${row.gpus === 1 ? 'GPU' : 'GPUs'} on ${instance.instanceType}, not ${request.gpus}`,
      ['leave out --gpus, or the instance type'],
    )
  return row
}

/** The transformers runtime does not spread a model over nodes. */
function onOneNode(row: SizingRow, {name, weightGiB}: SizedModel): SizingRow {
  const {instance} = row
  if (weightGiB > instance.totalMemoryGiB)
    throw new OmeError(
      'unmet',
      `${name} has ${weightGiB} GiB of weights, and a node of ${instance.instanceType} has ${instance.totalMemoryGiB} GiB: transformers runs on one node`,
      ['take --runtime vllm, or a larger instance type'],
    )
  return {...row, nodes: 1, gpus: instance.gpus}
}

const priced = ({quote}: SizingRow): Partial<SizingRow> => (quote ? {usdPerHour: quote.usdPerHour} : {})

function onOwn(world: KaitoWorld, question: PlaceQuestion, {matchLabels, own}: NodeChoice): DeploymentPlace {
  const {request, model} = question
  if (request.instanceType !== undefined) findInstance(world.profile, request.instanceType)
  const size = sizeOf(model)
  if (!own || !size) return {matchLabels, notes: []}
  const row = placeOn(world, question, size, asInstance(own))
  if (row.nodes > own.count)
    throw new OmeError('unmet', `${size.name} takes ${row.nodes} of these nodes, and ${own.count} match`, [
      'choose others: --node-selector KEY=VALUE',
    ])
  return {matchLabels, row, notes: []}
}

const asInstance = ({gpus, totalMemoryGiB, gpuModel, instanceType}: OwnNodes): KaitoInstance => ({
  cloud: 'azure',
  instanceType: instanceType ?? gpuModel,
  gpus,
  totalMemoryGiB,
  gpuModel,
  hasNvme: false,
})

const sizeOf = (model: ResolvedModel | undefined): SizedModel | undefined =>
  model?.model && {name: model.preset, weightGiB: model.model.weightGiB, bytesPerToken: model.model.bytesPerToken}

function withinLimits(row: SizingRow | undefined, {maxNodes}: KaitoDeployRequest): readonly string[] {
  if (!row || maxNodes === undefined || row.nodes === maxNodes) return []
  const {nodes, instance} = row
  if (nodes > maxNodes)
    throw new OmeError(
      'unmet',
      `it takes ${nodes} nodes of ${instance.instanceType}, more than --max-nodes ${maxNodes}`,
      ['allow more, or leave out --instance-type to have one chosen'],
    )
  return [`--max-nodes ${maxNodes} is an upper bound: KAITO computes ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`]
}
