import {weightBytes} from '@ome/capacity/memory'
import type {WeightType} from '@ome/capacity/model-shape'
import {type Hub, type HubModel, type HubSort, hubIdIn, organisationOf} from '@ome/inference-model/hub/hub'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {bundledModels} from '../domain/bundled-catalogue.ts'
import {type Cluster, type ClusterFacts, unreadNote} from '../domain/cluster.ts'
import type {HubHit} from '../domain/hub-hit.ts'
import {placementOn} from '../domain/placement.ts'

export interface SearchInput {
  readonly text?: string | undefined
  readonly vendor?: string | undefined
  readonly minDownloads?: number | undefined
  /** Only gated models, or only those that are not. */
  readonly gated?: boolean | undefined
  readonly licence?: string | undefined
  readonly sort: HubSort
  readonly limit: number
  readonly offline: boolean
}

export interface SearchPorts {
  readonly hub: Hub
  /** Connects; throws when there is no cluster. */
  cluster(): Promise<Cluster>
  note(text: string): void
}

/** Models of the hub that match, most downloaded first, each with its place in the cluster. */
export async function searchHub({hub, cluster, note}: SearchPorts, input: SearchInput): Promise<readonly HubHit[]> {
  const {text, vendor, minDownloads, gated, licence} = input
  if ([text, vendor, minDownloads, gated, licence].every((each) => each === undefined)) {
    throw new OmeError('usage', 'nothing to search for', [
      'give a text or a filter: ome search hf "llama 70b", ome search hf --vendor meta',
    ])
  }
  const [found, facts] = await Promise.all([find(hub, input), factsOrNote(cluster, note)])
  return found.map((model) => hitOf(model, facts))
}

async function find(hub: Hub, input: SearchInput): Promise<readonly HubModel[]> {
  const {text, vendor, minDownloads = 0, gated, licence, sort, limit} = input
  if (input.offline) return bundled(input).slice(0, limit)
  return await hub.search({
    ...(text !== undefined && {text}),
    ...(vendor !== undefined && {organisation: organisationOf(vendor)}),
    ...(licence !== undefined && {licence}),
    sort,
    limit,
    accept: (model) =>
      (model.downloads ?? 0) >= minDownloads && (gated === undefined || model.gated === gated) && isOf(model, licence),
  })
}

/** A hub that does not know the filter sends others as well. */
const isOf = ({licence}: HubModel, wanted: string | undefined): boolean =>
  wanted === undefined || licence?.toLowerCase() === wanted.toLowerCase()

function bundled({text, vendor, minDownloads, gated, licence}: SearchInput): readonly HubModel[] {
  if (minDownloads !== undefined) {
    throw new OmeError('usage', '--min-downloads needs the hub: the bundled catalogue has no download counts')
  }
  const words = (text ?? '').toLowerCase().split(/\s+/)
  const organisation = vendor === undefined ? undefined : organisationOf(vendor).toLowerCase()
  return bundledModels().filter((model) => {
    const name = model.id.toLowerCase()
    if ((gated !== undefined && model.gated !== gated) || !isOf(model, licence)) return false
    return words.every((word) => name.includes(word)) && (!organisation || name.startsWith(`${organisation}/`))
  })
}

/** What the columns about the cluster are read from. */
const columns = [
  {column: 'FITS', from: ['nodes', 'pods']},
  {column: 'IMPORTED', from: ['clusterbasemodels']},
]

/** The search is worth having without a cluster: what is missing is said, not failed. */
async function factsOrNote(
  cluster: SearchPorts['cluster'],
  note: SearchPorts['note'],
): Promise<ClusterFacts | undefined> {
  try {
    const facts = await (await cluster()).facts(undefined)
    for (const {column, from} of columns) {
      const unread = unreadNote(facts, from, `${column} is not known`)
      if (unread !== undefined) note(unread)
    }
    return facts
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled' || error.kind === 'bug') throw error
    note(`FITS and IMPORTED are not known: ${error.message}`)
    return undefined
  }
}

function hitOf(model: HubModel, facts: ClusterFacts | undefined): HubHit {
  if (!facts) return model
  const imported = facts.models.find(({storage}) => hubIdIn(storage.uri) === model.id)
  const {nodes, used} = facts
  const bytes = model.weightBytes ?? (model.parameters && weightBytes(model.parameters, weightTypeOf(model)))
  const placement = nodes && used && bytes ? (placementOn({nodes, used}, {weightBytes: bytes}) ?? null) : undefined
  const modelsRead = !facts.unread.includes('clusterbasemodels')
  return {
    ...model,
    ...(placement !== undefined && {placement}),
    ...(modelsRead && {importedAs: imported?.name ?? null}),
  }
}

/** What is not said to be quantised is taken for 16 bit. */
const weightTypeOf = ({weightType, quantization}: HubModel): WeightType =>
  weightType ?? (quantization === 'int4' ? 'int4' : quantization === undefined ? 'bf16' : 'fp8')
