import type {ApiObject} from '../api.ts'
import {configMaps, namespaces, nodes} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import type {ReportedModel} from './metadata.ts'
import {modelDataKey, modelNodeLabel} from './names.ts'
import {omeNamespace} from './resources.ts'

export type NodeState = 'Updating' | 'Ready' | 'Failed'

export interface Progress {
  readonly phase: 'Scanning' | 'Downloading' | 'Finalizing'
  readonly totalBytes: number
  readonly completedBytes: number
  readonly totalFiles: number
  readonly completedFiles: number
  readonly speedBytesPerSec: number
}

/** One model's entry in the ConfigMap of a node. */
export interface ReportEntry {
  readonly name: string
  readonly status: NodeState
  readonly config?: ReportedModel
  readonly progress?: Progress & {readonly lastUpdated: string}
}

/** Label of the ConfigMaps in which agents report. */
export const reportLabel = 'models.ome/basemodel-status'

/** Writes what a node's agent says of a model: the node's label and the entry in the node's ConfigMap. */
export function report(
  world: World,
  node: string,
  model: ApiObject,
  status: NodeState,
  more: {config?: ReportedModel; progress?: Progress} = {},
): void {
  const {progress, config} = more
  const entry: ReportEntry = {
    name: model.metadata.name,
    status,
    ...(config ? {config} : {}),
    ...(progress ? {progress: {...progress, lastUpdated: timestamp(world.clock.now())}} : {}),
  }
  const own = pendingOf(world, node)
  own.data[modelDataKey(model)] = JSON.stringify(entry)
  own.labels[modelNodeLabel(model)] = status
  world.queue.add(`model-agent report ${node}`, () => flush(world, node))
}

interface Pending {
  readonly data: Record<string, string>
  readonly labels: Record<string, string>
}

/** What agents have to say and have not written yet; all of a moment goes into one write for each node. */
const pending = new WeakMap<World, Map<string, Pending>>()

function pendingOf(world: World, node: string): Pending {
  const all = pending.get(world) ?? new Map<string, Pending>()
  pending.set(world, all)
  const own = all.get(node) ?? {data: {}, labels: {}}
  all.set(node, own)
  return own
}

function flush(world: World, node: string): void {
  const own = pending.get(world)?.get(node)
  pending.get(world)?.delete(node)
  if (!own || !world.api.get(nodes, node) || !world.api.get(namespaces, omeNamespace)) return
  if (!world.api.get(configMaps, node, omeNamespace)) createReport(world, node)
  world.api.patch(configMaps, node, omeNamespace, {data: own.data})
  world.api.patch(nodes, node, undefined, {metadata: {labels: own.labels}})
}

/** Removes every trace of a model from a node's report. */
export function withdraw(world: World, node: string, model: ApiObject): void {
  const key = modelDataKey(model)
  const waiting = pending.get(world)?.get(node)
  if (waiting) {
    delete waiting.data[key]
    delete waiting.labels[modelNodeLabel(model)]
  }
  if (world.api.get(configMaps, node, omeNamespace)?.['data']?.[key] !== undefined) {
    world.api.patch(configMaps, node, omeNamespace, {data: {[key]: null}})
  }
  const label = modelNodeLabel(model)
  if (world.api.get(nodes, node)?.metadata.labels?.[label] !== undefined) {
    world.api.patch(nodes, node, undefined, {metadata: {labels: {[label]: null}}})
  }
}

function createReport(world: World, node: string): void {
  world.api.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: node,
      namespace: omeNamespace,
      labels: {[reportLabel]: 'true', node},
      annotations: {'models.ome.io/node-name': node, 'models.ome.io/managed-by': 'model-agent'},
    },
    data: {},
  })
}

/** What all nodes say of a model, by node name. */
export function reportsOf(world: World, model: ApiObject): Map<string, ReportEntry> {
  const key = modelDataKey(model)
  const found = new Map<string, ReportEntry>()
  for (const map of world.api.list(configMaps, {namespace: omeNamespace, labels: {[reportLabel]: 'true'}})) {
    const text: string | undefined = map['data']?.[key]
    const entry = text === undefined ? undefined : parseEntry(text)
    if (entry) found.set(map.metadata.name, entry)
  }
  return found
}

function parseEntry(text: string): ReportEntry | undefined {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
