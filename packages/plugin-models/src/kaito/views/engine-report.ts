import type {Block, View} from '@ome/sdk/view'
import type {EngineReport} from '../domain/engine-report.ts'

export const engineReportView: View<EngineReport> = {
  kind: 'KaitoRuntime',
  name: ({model}) => `model/${model.preset}`,
  blocks: (report) => {
    const {model, asked, runtime, possible, row, config, abilities} = report
    const blocks: Block[] = [
      {
        type: 'fields',
        rows: [
          {label: 'Model', value: model.preset, tone: 'strong'},
          ...(asked === undefined
            ? []
            : [
                {
                  label: `Runs with ${asked}`,
                  value: possible ? 'yes' : 'no',
                  tone: possible ? ('good' as const) : ('bad' as const),
                },
              ]),
          {label: 'Runtime', value: runtime},
          {label: 'On', value: row ? `${row.nodes} × ${row.instance.instanceType}` : '<unknown>'},
        ],
      },
    ]
    if (report.arguments.length > 0) blocks.push({type: 'text', title: 'Command', text: report.arguments.join('\n')})
    if (config !== undefined) blocks.push({type: 'text', title: 'inference_config.yaml', text: config.trimEnd()})
    if (abilities)
      blocks.push({
        type: 'table',
        title: 'What each runtime does',
        header: ['FEATURE', 'VLLM', 'TRANSFORMERS'],
        rows: abilities.map(({feature, vllm, transformers}) => [feature, vllm, transformers]),
      })
    return blocks
  },
  json: ({model, asked, runtime, possible, row, arguments: words, config, abilities}) => ({
    model: model.preset,
    asked: asked ?? null,
    possible,
    runtime,
    instanceType: row?.instance.instanceType ?? null,
    nodes: row?.nodes ?? null,
    arguments: words,
    ...(config !== undefined && {config}),
    ...(abilities && {compatibility: abilities}),
  }),
}
