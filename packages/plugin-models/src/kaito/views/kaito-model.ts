import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {shortNamesOf} from '@ome/kaito/model-resolution'
import type {SizingRow} from '@ome/kaito/sizing'
import {formatBytes} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import {modelFace, runtimesOf} from '../domain/catalogue.ts'
import {priceNote, rowFace, sizingTable} from './sizing-rows.ts'

export interface DescribedModel {
  readonly model: ResolvedModel
  readonly rows: readonly SizingRow[]
  /** Arguments of the engine on the first row. */
  readonly params?: readonly string[]
}

export const kaitoModelView: View<DescribedModel> = {
  kind: 'KaitoModel',
  name: ({model}) => `model/${model.preset}`,
  blocks: ({model: {preset, id, model}, rows, params}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Model', value: preset, tone: 'strong'},
        {label: 'Hub id', value: id},
        {label: 'Also typed', value: shortNamesOf(preset).join(', ') || '-'},
        ...(model
          ? [
              {
                label: 'Weights',
                value: `${model.weightGiB} GiB${model.quantization === undefined ? '' : `, ${model.quantization}`}`,
              },
              {label: 'Disk', value: `${model.diskGiB} GiB`},
              {
                label: 'Context',
                value: `${model.maxTokens} tokens, ${formatBytes(model.bytesPerToken)} of KV cache each (${model.attention})`,
              },
              {label: 'Runtimes', value: runtimesOf(model).join(', ')},
              {label: 'Tools', value: model.toolParser ?? '-'},
              {label: 'Reasoning', value: model.reasoningParser ?? '-'},
              {label: 'Tuning', value: model.tuningName ?? 'no'},
              {label: 'Licence', value: model.isGated ? 'wants a secret with HF_TOKEN' : '-'},
              {label: 'Start limit', value: `${model.readinessMinutes} min`},
            ]
          : [{label: 'Size', value: 'not known here: KAITO reads it from the Hub'}]),
      ],
    },
    ...(rows.length > 0
      ? [sizingTable(rows), {type: 'text' as const, text: priceNote(rows), tone: 'muted' as const}]
      : []),
    ...(params
      ? [
          {
            type: 'text' as const,
            title: `vLLM on ${rows[0]?.instance.instanceType ?? 'any node'}`,
            text: params.join('\n'),
          },
        ]
      : []),
  ],
  json: ({model, rows, params}) => ({
    ...(model.model ? modelFace(model.model) : {name: model.preset, id: model.id}),
    placements: rows.map((row) => rowFace(row)),
    ...(params && {runtimeParams: params}),
  }),
}
