import {formatDuration} from '@ome/sdk/units'
import type {Cell, Column, Page, Tone, View} from '@ome/sdk/view'
import {type DownloadRow, downloadSummary} from '../domain/download.ts'

export const downloadTone = ({status}: DownloadRow): Tone | undefined =>
  status === 'Ready' ? 'good' : status === 'Failed' ? 'bad' : undefined

/** One node and how far it is. */
const columnsOfNode: readonly Column<DownloadRow>[] = [
  {header: 'NODE', rank: 'keep', value: ({node}) => node},
  {
    header: 'STATUS',
    value: ({status, phase}) => phase ?? status,
    tone: downloadTone,
  },
  {
    header: 'DONE',
    rank: 2,
    value: ({status, percent}) => (status === 'Ready' ? '100%' : percent === undefined ? '-' : `${percent}%`),
    align: 'right',
  },
  {
    header: 'SPEED',
    value: ({bytesPerSecond}) => (bytesPerSecond === undefined ? '-' : `${Math.round(bytesPerSecond / 2 ** 20)}MiB/s`),
  },
  {
    header: 'LEFT',
    rank: 1,
    value: ({remainingSeconds}) => (remainingSeconds === undefined ? '-' : formatDuration(remainingSeconds * 1000)),
  },
]

export const downloadHeader: readonly string[] = columnsOfNode.map(({header}) => header)

/** The cells of one node under {@link downloadHeader}. */
export const downloadCells = (row: DownloadRow, page: Page): readonly Cell[] =>
  columnsOfNode.map(({value}) => value(row, page))

/** Nodes and how far they are with a download. */
export const downloadProgress: View<readonly DownloadRow[]> = {
  kind: 'ModelDownloadList',
  empty: 'no node has begun yet',
  line: (rows) => (rows.length === 0 ? 'no node has begun yet' : downloadSummary(rows)),
  columns: [{header: 'MODEL', value: ({model}) => model}, ...columnsOfNode],
  name: ({model, node}) => `model/${model}@${node}`,
}
