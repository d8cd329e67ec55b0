import type {Model, NodeDownload} from '@ome/inference-model/model'
import {formatDuration} from '@ome/sdk/units'

export interface ModelName {
  readonly kind: Model['kind']
  readonly name: string
  readonly namespace?: string
}

/** Models as they are at one time. */
export interface Followed {
  /** Those that are there, in the order they were named. */
  readonly models: readonly Model[]
  /** Names of those that were there and are gone. */
  readonly deleted: readonly string[]
  /** How many were not seen yet. */
  readonly awaited: number
}

/** Follows models while nodes download them. */
export interface Downloads {
  /** The models now and after every change of one of them or of a node's report. */
  follow(models: readonly ModelName[]): AsyncIterable<Followed>
}

/** One model on one node, in the words of a progress table. */
export interface DownloadRow {
  readonly model: string
  readonly node: string
  readonly status: NodeDownload['status']
  readonly phase?: string
  /** 0 to 100, whole. */
  readonly percent?: number
  readonly bytesPerSecond?: number
  readonly remainingSeconds?: number
}

/** The nodes of a model and how far each is. */
export const downloadRows = ({name, downloads}: Model): readonly DownloadRow[] =>
  downloads.map((download) => ({model: name, node: download.node, status: download.status, ...progressOf(download)}))

function progressOf({status, phase, totalBytes, completedBytes, bytesPerSecond}: NodeDownload): Partial<DownloadRow> {
  if (status !== 'Updating') return {}
  const known = totalBytes !== undefined && totalBytes > 0 && completedBytes !== undefined
  return {
    ...(phase !== undefined && {phase}),
    ...(known && {percent: Math.min(100, Math.floor((completedBytes / totalBytes) * 100))}),
    ...(bytesPerSecond !== undefined && bytesPerSecond > 0 && {bytesPerSecond}),
    ...(known &&
      bytesPerSecond && {remainingSeconds: Math.max(0, Math.ceil((totalBytes - completedBytes) / bytesPerSecond))}),
  }
}

/** Done when it is Ready, the agents of the nodes that it names have said so, and no node is still at it. */
export function downloadState(model: Model): 'done' | 'failed' | 'running' {
  if (model.status === 'Failed' || model.status === 'Stuck') return 'failed'
  if (model.status !== 'Ready') return 'running'
  const told = new Set(model.downloads.map(({node}) => node))
  const isWhole = model.nodesReady.every((node) => told.has(node))
  return isWhole && !model.downloads.some(({status}) => status === 'Updating') ? 'done' : 'running'
}

/** One line for all nodes of each model: `llama: 3 of 9 nodes Ready, 6 Downloading (45%, 11s left)`. */
export function downloadSummary(rows: readonly DownloadRow[]): string {
  const models = Map.groupBy(rows, ({model}) => model)
  return [...models].map(([model, nodes]) => `${model}: ${summaryOf(nodes)}`).join('; ')
}

function summaryOf(rows: readonly DownloadRow[]): string {
  const ready = rows.filter(({status}) => status === 'Ready').length
  const states = Map.groupBy(
    rows.filter(({status}) => status !== 'Ready'),
    ({status, phase}) => phase ?? status,
  )
  const others = [...states].map(([state, nodes]) => `${nodes.length} ${state}${detail(nodes)}`)
  return [`${ready} of ${rows.length} nodes Ready`, ...others].join(', ')
}

/** ` (45%, 120MiB/s, 3m left)`: the node that is furthest behind, all speeds together, the last node to come. */
function detail(nodes: readonly DownloadRow[]): string {
  const least = Math.min(...nodes.map(({percent}) => percent ?? 0))
  const speed = nodes.reduce((sum, {bytesPerSecond = 0}) => sum + bytesPerSecond, 0)
  const left = Math.max(0, ...nodes.map(({remainingSeconds}) => remainingSeconds ?? 0))
  const words = [
    ...(least > 0 && least < 100 ? [`${least}%`] : []),
    ...(speed > 0 ? [`${Math.round(speed / 2 ** 20)}MiB/s`] : []),
    ...(left > 0 ? [`${formatDuration(left * 1000)} left`] : []),
  ]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}
