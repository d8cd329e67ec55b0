import {at, fields, list, number, text, textMap, texts} from '@ome/capacity/fields'
import {parseModelSize} from '@ome/capacity/model-size'
import type {SelectableModel} from '@ome/capacity/runtime-selection'
import {selectableModel} from '@ome/capacity/selection-input'
import type {KubeObject} from '@ome/sdk/kube'
import {type Node, nodeMatches} from './node.ts'
import {deliveryOf, schemeOf} from './storage-uri.ts'

/**
 * `Stuck`: nothing in this cluster downloads the storage scheme, so the model never becomes Ready. `Unknown`: no
 * controller has written a status yet.
 */
export type ModelStatus =
  | 'Creating'
  | 'Importing'
  | 'In_Transit'
  | 'In_Training'
  | 'Ready'
  | 'Failed'
  | 'Stuck'
  | 'Unknown'

/** A BaseModel or ClusterBaseModel. It can be handed to runtime selection as it is. */
export interface Model extends SelectableModel {
  readonly kind: 'BaseModel' | 'ClusterBaseModel'
  readonly name: string
  readonly scope: 'namespace' | 'cluster'
  readonly namespace?: string
  readonly displayName?: string
  readonly vendor?: string
  readonly version?: string
  readonly type?: string
  /** From `size`; absent when that is absent or unreadable. */
  readonly parameters?: number
  readonly capabilities: readonly string[]
  readonly maxTokens?: number
  readonly storage: ModelStorage
  /** Decoded config.json, from the object or from an agent's report; absent when neither has it. */
  readonly configuration?: unknown
  readonly disabled: boolean
  readonly status: ModelStatus
  /** Why a model is Stuck or Failed. */
  readonly reason?: string
  readonly nodesReady: readonly string[]
  readonly nodesFailed: readonly string[]
  /** Nodes that should hold the model; absent when nodes could not be read. */
  readonly nodesMatching?: number
  /** What each node's agent last reported, sorted by node; empty when the reports could not be read. */
  readonly downloads: readonly NodeDownload[]
  readonly labels: Readonly<Record<string, string>>
  readonly createdAt?: string
}

export interface ModelStorage {
  readonly uri?: string
  /** `hf`, `oci`, `pvc` …; empty for a URI without one. */
  readonly scheme: string
  /** Folder on the node. */
  readonly path?: string
  /** Name of the Secret with the credentials. */
  readonly secret?: string
  readonly nodeSelector: Readonly<Record<string, string>>
  /** v1.3: `PerNode` or `Sharded`. */
  readonly distribution?: string
}

/** Progress of one model on one node, from the agent's ConfigMap (written every 30 s). */
export interface NodeDownload {
  readonly node: string
  readonly status: 'Ready' | 'Updating' | 'Failed' | 'Deleted' | 'Unknown'
  readonly phase?: string
  readonly totalBytes?: number
  readonly completedBytes?: number
  readonly totalFiles?: number
  readonly completedFiles?: number
  readonly bytesPerSecond?: number
  readonly updatedAt?: string
}

/** What surrounds a model. Leave out what could not be read. */
export interface ModelSurroundings {
  readonly nodes?: readonly Node[]
  /** From {@link agentReports}. */
  readonly reports?: AgentReports
  /** OME v1.x serves `pvc://`; v0.1 does not. */
  readonly servesPvc?: boolean
}

/** Decoded ConfigMaps of the model agents: node → data key → entry. */
export type AgentReports = ReadonlyMap<string, Readonly<Record<string, unknown>>>

const states = new Set<string>(['Creating', 'Importing', 'In_Transit', 'In_Training', 'Ready', 'Failed'])

export function toModel(object: KubeObject, around: ModelSurroundings = {}): Model {
  const spec = fields(object['spec'])
  const status = fields(object['status'])
  const clusterWide = object.kind === 'ClusterBaseModel'
  const selectable = selectableModel(spec)
  const storage = toStorage(spec['storage'])
  const key = reportKey(object.metadata.name, clusterWide ? undefined : object.metadata.namespace)
  const downloads = toDownloads(key, around.reports)
  const parameters = parseModelSize(selectable.size ?? '')
  const matching = around.nodes && matchingNodes(spec['storage'], around.nodes, around.reports)
  return {
    ...selectable,
    kind: clusterWide ? 'ClusterBaseModel' : 'BaseModel',
    name: object.metadata.name,
    scope: clusterWide ? 'cluster' : 'namespace',
    ...(!clusterWide && object.metadata.namespace !== undefined && {namespace: object.metadata.namespace}),
    ...texted('displayName', spec['displayName']),
    ...texted('vendor', spec['vendor']),
    ...texted('version', spec['version']),
    ...texted('type', spec['modelType']),
    ...(parameters > 0 && {parameters}),
    capabilities: texts(spec['modelCapabilities']),
    ...numbered('maxTokens', spec['maxTokens']),
    storage,
    ...configurationOf(spec, key, around.reports),
    disabled: spec['disabled'] === true,
    ...statusOf(status, storage.scheme, around.servesPvc ?? writesConditions(status), downloads),
    nodesReady: texts(status['nodesReady']),
    nodesFailed: texts(status['nodesFailed']),
    ...(matching && {nodesMatching: matching.length}),
    downloads,
    labels: textMap(object.metadata.labels),
    ...texted('createdAt', object.metadata.creationTimestamp),
  }
}

/** Decodes the per-node ConfigMaps (label `models.ome/basemodel-status=true`). Entries that are not JSON are left out. */
export function agentReports(configMaps: readonly KubeObject[]): AgentReports {
  const reports = configMaps.map((configMap): [string, Readonly<Record<string, unknown>>] => {
    const node = configMap.metadata.annotations?.['models.ome.io/node-name'] ?? configMap.metadata.name
    const entries = Object.entries(textMap(configMap['data'])).map(([key, value]) => [key, decode(value)])
    return [node, Object.fromEntries(entries)]
  })
  return new Map(reports)
}

/** Nodes that should hold a model: those its storage selects, and of these the ones whose agent reports at all. */
function matchingNodes(storage: unknown, nodes: readonly Node[], reports: AgentReports | undefined): readonly Node[] {
  const withAgent = reports && reports.size > 0 ? nodes.filter(({name}) => reports.has(name)) : nodes
  return withAgent.filter((node) => nodeMatches(node, at(storage, 'nodeSelector'), at(storage, 'nodeAffinity')))
}

/** Key of a model in the agents' ConfigMaps. */
export const reportKey = (name: string, namespace: string | undefined): string =>
  namespace === undefined ? `clusterbasemodel.${name}` : `${namespace}.basemodel.${name}`

function configurationOf(
  spec: Readonly<Record<string, unknown>>,
  key: string,
  reports: AgentReports = new Map(),
): Pick<Model, 'configuration'> {
  const own = spec['modelConfiguration']
  const read = (): unknown =>
    [...reports.values()]
      .map((entries) => at(entries[key], 'config', 'decodedModelConfiguration'))
      .find((each) => each !== undefined)
  const configuration = own ?? read()
  return configuration === undefined ? {} : {configuration}
}

function toDownloads(key: string, reports: AgentReports | undefined): readonly NodeDownload[] {
  if (!reports) return []
  const found = [...reports].flatMap(([node, entries]) =>
    entries[key] === undefined ? [] : [toDownload(node, entries[key])],
  )
  return found.sort((left, right) => (left.node < right.node ? -1 : 1))
}

function toDownload(node: string, entry: unknown): NodeDownload {
  const progress = fields(at(entry, 'progress'))
  const status = text(at(entry, 'status'))
  return {
    node,
    status:
      status === 'Ready' || status === 'Updating' || status === 'Failed' || status === 'Deleted' ? status : 'Unknown',
    ...texted('phase', progress['phase']),
    ...numbered('totalBytes', progress['totalBytes']),
    ...numbered('completedBytes', progress['completedBytes']),
    ...numbered('totalFiles', progress['totalFiles']),
    ...numbered('completedFiles', progress['completedFiles']),
    ...numbered('bytesPerSecond', progress['speedBytesPerSec']),
    ...texted('updatedAt', progress['lastUpdated']),
  }
}

function statusOf(
  status: Readonly<Record<string, unknown>>,
  scheme: string,
  servesPvc: boolean,
  downloads: readonly NodeDownload[],
): {readonly status: ModelStatus; readonly reason?: string} {
  const state = text(status['state'])
  if (state === 'Ready') return {status: 'Ready'}
  const known = schemeOf(`${scheme}://`)
  if (known !== undefined && deliveryOf(known, {servesPvc}) === 'never') {
    const who = known === 'pvc' ? 'this version of OME does not serve' : 'no version of OME downloads'
    return {status: 'Stuck', reason: `${who} ${known}:// storage`}
  }
  if (state === undefined || !states.has(state)) return {status: 'Unknown'}
  if (state !== 'Failed') return {status: state as ModelStatus}
  const failed = [
    ...texts(status['nodesFailed']),
    ...downloads.filter((each) => each.status === 'Failed').map(({node}) => node),
  ]
  return {status: 'Failed', ...(failed.length > 0 && {reason: `failed on ${[...new Set(failed)].join(', ')}`})}
}

/** Controllers that serve `pvc://` say how far they are in conditions; v0.1 writes none. */
const writesConditions = ({conditions}: Readonly<Record<string, unknown>>): boolean => list(conditions).length > 0

function toStorage(value: unknown): ModelStorage {
  const uri = text(at(value, 'storageUri'))
  const separator = uri?.indexOf('://') ?? -1
  return {
    ...texted('uri', uri),
    scheme: uri !== undefined && separator > 0 ? uri.slice(0, separator) : '',
    ...texted('path', at(value, 'path')),
    ...texted('secret', at(value, 'key')),
    ...texted('distribution', at(value, 'distribution')),
    nodeSelector: textMap(at(value, 'nodeSelector')),
  }
}

function decode(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    // The agent rewrites its ConfigMap while we read: half an entry is the same as none.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const texted = <Key extends string>(key: Key, value: unknown): {readonly [K in Key]?: string} =>
  typeof value === 'string' ? ({[key]: value} as {readonly [K in Key]: string}) : {}

const numbered = <Key extends string>(key: Key, value: unknown): {readonly [K in Key]?: number} => {
  const found = number(value)
  return found === undefined ? {} : ({[key]: found} as {readonly [K in Key]: number})
}
