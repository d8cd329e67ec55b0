import {formatDuration} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import {type DownloadRow, downloadSummary} from '../domain/download.ts'

/** Nodes and how far they are with a download. */
export const downloadProgress: View<readonly DownloadRow[]> = {
  kind: 'ModelDownloadList',
  empty: 'no node has begun yet',
  line: (rows) => (rows.length === 0 ? 'no node has begun yet' : downloadSummary(rows)),
  columns: [
    {header: 'MODEL', value: ({model}) => model},
    {header: 'NODE', rank: 'keep', value: ({node}) => node},
    {
      header: 'STATUS',
      value: ({status, phase}) => phase ?? status,
      tone: ({status}) => (status === 'Ready' ? 'good' : status === 'Failed' ? 'bad' : undefined),
    },
    {
      header: 'DONE',
      rank: 2,
      value: ({status, percent}) => (status === 'Ready' ? '100%' : percent === undefined ? '-' : `${percent}%`),
      align: 'right',
    },
    {
      header: 'SPEED',
      value: ({bytesPerSecond}) =>
        bytesPerSecond === undefined ? '-' : `${Math.round(bytesPerSecond / 2 ** 20)}MiB/s`,
    },
    {
      header: 'LEFT',
      rank: 1,
      value: ({remainingSeconds}) => (remainingSeconds === undefined ? '-' : formatDuration(remainingSeconds * 1000)),
    },
  ],
  name: ({model, node}) => `model/${model}@${node}`,
}
