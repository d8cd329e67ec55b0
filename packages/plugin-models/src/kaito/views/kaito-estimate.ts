import type {View} from '@ome/sdk/view'
import type {KaitoEstimate} from '../domain/estimate.ts'
import {priceNote, rowFace, sizingTable} from './sizing-rows.ts'

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`

/** Per instance type, with the reckoning. */
export const kaitoEstimateView = ({cost}: {readonly cost?: boolean | undefined}): View<KaitoEstimate> => ({
  kind: 'KaitoModelEstimate',
  name: ({model}) => `model/${model.preset}`,
  blocks: ({model, replicas, rows, memory, steps}) => [
    sizingTable(rows, {replicas, cost}),
    ...(memory
      ? [
          {
            type: 'fields' as const,
            title: `Memory of a GPU that tunes ${model.preset}`,
            rows: [
              ...memory.parts.map(({what, bytes, how}) => ({label: what, value: `${gib(bytes)}: ${how}`})),
              {label: 'together', value: gib(memory.totalBytes), tone: 'strong' as const},
            ],
          },
          {type: 'text' as const, text: memory.basis, tone: 'muted' as const},
        ]
      : []),
    ...(steps.length > 0
      ? [
          {
            type: 'fields' as const,
            title: `${model.preset} on ${rows[0]?.instance.instanceType ?? ''}, as KAITO reckons`,
            rows: steps.map(({what, value}) => ({label: what, value})),
          },
        ]
      : []),
    {type: 'text', text: priceNote(rows), tone: 'muted'},
  ],
  json: ({model, replicas, rows, memory, steps}) => ({
    model: model.preset,
    replicas,
    placements: rows.map((row) => rowFace(row, replicas)),
    ...(memory && {memory: {totalBytes: memory.totalBytes, basis: memory.basis, parts: memory.parts}}),
    steps,
  }),
})
