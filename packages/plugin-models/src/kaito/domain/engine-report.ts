import type {KaitoModel} from '@ome/capacity/kaito-models'
import {inferenceTemplate} from '@ome/kaito/inference-config'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import type {SizingRow} from '@ome/kaito/sizing'
import {type EngineRuntime, runtimesOf} from './catalogue.ts'
import {engineArguments} from './engine-arguments.ts'

/** One thing an engine does, or why it does not. */
export interface Ability {
  readonly feature: string
  readonly vllm: string
  readonly transformers: string
}

/** How an engine runs a model. */
export interface EngineReport {
  readonly model: ResolvedModel
  readonly asked: EngineRuntime | undefined
  /** The engine whose arguments are shown. */
  readonly runtime: EngineRuntime
  /** The asked one can run it. */
  readonly possible: boolean
  readonly row?: SizingRow
  readonly arguments: readonly string[]
  /** Settings that go with it; undefined where they were not asked for. */
  readonly config?: string
  readonly abilities?: readonly Ability[]
}

export interface EngineQuestion {
  readonly runtime: EngineRuntime | undefined
  readonly config: boolean
  readonly compatibility: boolean
  readonly row: SizingRow | undefined
}

/** What a model is run with. Where the asked engine cannot run it, the report is about the other. */
export function engineReport(
  resolved: ResolvedModel,
  {runtime: asked, config, compatibility, row}: EngineQuestion,
): EngineReport {
  const {model} = resolved
  const possible = asked !== 'transformers' || (model !== undefined && runtimesOf(model).includes('transformers'))
  const runtime = possible ? (asked ?? 'vllm') : 'vllm'
  return {
    model: resolved,
    asked,
    runtime,
    possible,
    ...(row && {row}),
    arguments: model ? engineArguments(model, runtime, row) : [],
    ...(config && {config: configOf(runtime)}),
    ...(compatibility && {abilities: abilities(model, row)}),
  }
}

const configOf = (runtime: EngineRuntime): string =>
  runtime === 'vllm' ? inferenceTemplate : '# transformers reads no inference_config.yaml\n'

/** Source: KAITO v0.12.0 admission and `pkg/model/interface.go`. */
function abilities(model: KaitoModel | undefined, row: SizingRow | undefined): readonly Ability[] {
  const runs = model?.transformersRuntime === true
  const tfs = (words: string): string => (runs ? words : '-')
  const nodes = row?.nodes ?? 1
  return [
    {feature: 'runs it', vllm: 'yes', transformers: runs ? 'yes' : 'no'},
    {feature: 'adapters', vllm: 'yes, each by its name', transformers: tfs('yes, merged into one')},
    {feature: 'strength of adapters', vllm: 'no', transformers: tfs('yes')},
    {
      feature: 'several nodes',
      vllm: nodes > 1 ? `yes, ${nodes} here` : 'yes',
      transformers: tfs(nodes > 1 ? 'no, and it takes several' : 'no'),
    },
    {
      feature: 'tools',
      vllm: model?.toolParser === undefined ? 'no' : `yes, parser ${model.toolParser}`,
      transformers: tfs('no'),
    },
    {
      feature: 'reasoning',
      vllm: model?.reasoningParser === undefined ? 'no' : `yes, parser ${model.reasoningParser}`,
      transformers: tfs('no'),
    },
    {feature: 'config map', vllm: 'yes', transformers: tfs('not read')},
    {feature: 'Prometheus metrics', vllm: 'yes', transformers: tfs('no, JSON of GPU and CPU')},
    {
      feature: 'tuning',
      vllm: '-',
      transformers: model?.tuningName === undefined ? 'no' : `yes, as ${model.tuningName}`,
    },
  ]
}
