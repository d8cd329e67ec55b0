import {formatBytes} from '@ome/sdk/units'
import type {Block, Cell, Column, View} from '@ome/sdk/view'
import {meanOf, type ResourceRow, type ResourceUse} from '../domain/resource-use.ts'
import type {ShownPart} from '../domain/shown-parts.ts'

const percent = (value: number | undefined): string => (value === undefined ? '-' : `${Math.round(value)}%`)
const bytes = (value: number | undefined): string => (value === undefined ? '-' : formatBytes(value))

const gpuMemory = ({gpuUsedBytes, gpuTotalBytes}: ResourceRow): string =>
  gpuUsedBytes === undefined
    ? '-'
    : gpuTotalBytes === undefined
      ? formatBytes(gpuUsedBytes)
      : `${formatBytes(gpuUsedBytes)} of ${formatBytes(gpuTotalBytes)}`

const cpu = ({cores}: ResourceRow): string => (cores === undefined ? '-' : `${Math.round(cores * 1000)}m`)

const columns: readonly (Column<ResourceRow> & {readonly part?: ShownPart})[] = [
  {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
  {header: 'POD', value: ({pod}) => pod, rank: 'keep'},
  {header: 'NODE', value: ({node}) => node ?? '<none>', rank: -1},
  {header: 'GPU%', value: ({gpuPercent}) => percent(gpuPercent), align: 'right', part: 'gpu', rank: 'keep'},
  {header: 'GPU-MEM', value: gpuMemory, align: 'right', part: 'gpu', rank: 1},
  {header: 'CPU', value: cpu, align: 'right', part: 'memory'},
  {header: 'MEM', value: ({memoryBytes}) => bytes(memoryBytes), align: 'right', part: 'memory'},
  {header: 'KV%', value: ({kvPercent}) => percent(kvPercent), align: 'right', part: 'gpu'},
  {header: 'WAITING', value: ({waiting}) => waiting ?? '-', align: 'right', part: 'gpu'},
  {header: 'VOLUMES', value: ({volumeBytes}) => bytes(volumeBytes), align: 'right', part: 'memory', wide: true},
]

const face = (row: ResourceRow) => ({
  namespace: row.namespace,
  pod: row.pod,
  object: row.object,
  node: row.node ?? null,
  gpus: row.gpus,
  gpuPercent: row.gpuPercent ?? null,
  gpuUsedBytes: row.gpuUsedBytes ?? null,
  gpuTotalBytes: row.gpuTotalBytes ?? null,
  cores: row.cores ?? null,
  memoryBytes: row.memoryBytes ?? null,
  kvPercent: row.kvPercent ?? null,
  waiting: row.waiting ?? null,
  volumeBytes: row.volumeBytes ?? null,
})

/** `parts` are what is shown; none is everything. Volumes are shown beside memory where that is asked for alone. */
export function resourceList(parts: readonly ShownPart[]): View<readonly ResourceRow[]> {
  const isShown = ({part}: {readonly part?: ShownPart}): boolean =>
    parts.length === 0 || part === undefined || parts.includes(part)
  return {
    kind: 'ResourceUseList',
    columns: columns.filter(isShown).map(({part: _, wide, ...column}) => ({
      ...column,
      ...(wide && !parts.includes('memory') && {wide}),
    })),
    json: face,
    name: ({pod}) => `pod/${pod}`,
    empty: 'no pod runs',
  }
}

/** A screen over everything. */
export const resourceBoard = (isUnicode: boolean): View<ResourceUse> => ({
  kind: 'ResourceUse',
  blocks: (use) => [head(use), table(use, isUnicode), ...sources(use)],
  json: (use) => ({at: use.at.toISOString(), items: use.rows.map(face), missing: use.missing}),
})

function head({at, rows}: ResourceUse): Block {
  const gpus = rows.reduce((sum, row) => sum + row.gpus, 0)
  const busy = meanOf(rows.filter((row) => row.gpus > 0).map(({gpuPercent}) => gpuPercent))
  const waiting = rows.reduce((sum, row) => sum + (row.waiting ?? 0), 0)
  const time = `${at.toISOString().slice(0, 19)}Z`
  const words = [`${rows.length} pods`, `${gpus} GPUs`, `busy ${percent(busy)}`, `${waiting} requests wait`, time]
  return {type: 'lines', lines: [{spans: [{text: 'KAITO', tone: 'strong'}, {text: `  ${words.join(', ')}`}]}]}
}

const barWidth = 12

function bar(value: number | undefined, isUnicode: boolean): string {
  if (value === undefined) return '-'
  const full = Math.round((Math.min(100, Math.max(0, value)) / 100) * barWidth)
  const on = isUnicode ? '█' : '#'
  const off = isUnicode ? '░' : '.'
  return `${on.repeat(full)}${off.repeat(barWidth - full)} ${percent(value)}`
}

function table({rows}: ResourceUse, isUnicode: boolean): Block {
  const cells = (row: ResourceRow): readonly Cell[] => [
    row.object,
    row.pod,
    bar(row.gpuPercent, isUnicode),
    gpuMemory(row),
    bar(row.kvPercent, isUnicode),
    row.waiting ?? '-',
    cpu(row),
    bytes(row.memoryBytes),
  ]
  return {
    type: 'table',
    header: ['OBJECT', 'POD', 'GPU', 'GPU-MEM', 'KV', 'WAITING', 'CPU', 'MEM'],
    rows: rows.map(cells),
    ranks: ['keep', -2, 'keep', 1, 1, 1, 0, 0],
    tones: rows.map(({waiting = 0, kvPercent = 0}) => (waiting > 0 || kvPercent > 90 ? 'warn' : undefined)),
  }
}

const sources = ({missing}: ResourceUse): readonly Block[] =>
  missing.length === 0 ? [] : [{type: 'text', text: missing.join('\n'), tone: 'muted'}]
