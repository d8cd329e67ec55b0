import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {byPrice, chooseInstance, findInCloud, isNvidia, otherGpus, usualMaxNodes} from '@ome/kaito/instance-choice'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {instancesOf, type OperatorProfile} from '@ome/kaito/operator-profile'
import {type QuoteOf, type SizedModel, type SizingRow, sizeOn, sizeOnOne, usd} from '@ome/kaito/sizing'
import type {TuningMethod} from '@ome/kaito/training-config'
import {holdsTuning, tuningMemory, tuningRows} from '@ome/kaito/tuning-memory'
import type {EngineRuntime} from './catalogue.ts'

export interface Rule {
  readonly rule: string
  readonly result: 'ok' | 'warn' | 'fail'
  readonly detail: string
}

/** Whether KAITO can do something with a model, rule by rule. */
export interface Verdict {
  readonly model: ResolvedModel
  readonly rules: readonly Rule[]
  /** Types on which it runs, cheapest first; of a named type that alone. */
  readonly rows: readonly SizingRow[]
}

export interface VerdictQuestion {
  readonly instanceType: string | undefined
  readonly runtime: EngineRuntime | undefined
  readonly maxNodes: number | undefined
  readonly context: number | undefined
  readonly method: TuningMethod | undefined
}

export interface Market {
  readonly profile: OperatorProfile
  readonly region: string | undefined
  readonly quote: QuoteOf
}

export const isYes = ({rules}: Verdict): boolean => rules.every(({result}) => result !== 'fail')

const rule = (name: string, fine: boolean, detail: string): Rule => ({rule: name, result: fine ? 'ok' : 'fail', detail})

export function judge(market: Market, model: ResolvedModel, question: VerdictQuestion): Verdict {
  const size = sizeOf(model)
  const known: Rule =
    model.model?.isInCatalogue === true
      ? rule('catalogue', true, model.id)
      : {rule: 'catalogue', result: 'warn', detail: `${model.id} is on the Hub only; the operator reads it from there`}
  const rules = [known, ...engineRules(model, question)]
  if (!size) return {model, rules: [...rules, {rule: 'size', result: 'warn', detail: 'not known here'}], rows: []}
  const fit =
    question.method === undefined
      ? servingFit(market, size, question)
      : tuningFit(market, model, question, question.method)
  return {model, rules: [...rules, ...fit.rules, ...gated(model)], rows: fit.rows}
}

export const sizeOf = ({preset, model}: ResolvedModel): SizedModel | undefined =>
  model && {name: preset, weightGiB: model.weightGiB, bytesPerToken: model.bytesPerToken}

function engineRules({preset, model}: ResolvedModel, {runtime, context, method}: VerdictQuestion): readonly Rule[] {
  const runs = runtime !== 'transformers' || model?.transformersRuntime === true
  return [
    ...(runtime === undefined
      ? []
      : [
          rule(
            'runtime',
            runs,
            runs ? `${runtime} runs it` : `KAITO does not run ${preset} with transformers: take vllm`,
          ),
        ]),
    ...(context === undefined || !model
      ? []
      : [rule('context', context <= model.maxTokens, `${context} tokens of at most ${model.maxTokens}`)]),
    ...(method === undefined
      ? []
      : [
          rule(
            'tuning',
            model?.tuningName !== undefined,
            model?.tuningName === undefined ? `KAITO cannot tune ${preset}` : `as ${model.tuningName}`,
          ),
        ]),
  ]
}

const gated = ({model, id}: ResolvedModel): readonly Rule[] =>
  model?.isGated
    ? [{rule: 'licence', result: 'warn', detail: `${id} wants an accepted licence: a secret with HF_TOKEN`}]
    : []

interface Fit {
  readonly rules: readonly Rule[]
  readonly rows: readonly SizingRow[]
}

function servingFit(market: Market, size: SizedModel, question: VerdictQuestion): Fit {
  const {instanceType, maxNodes = usualMaxNodes, context} = question
  const options = {...market, context}
  if (instanceType === undefined) {
    const all = sizeOn(size, instancesOf(market.profile).filter(isNvidia), options)
    const rows = [...all].sort(byPrice)
    const few = rows.filter((row) => row.nodes <= maxNodes)
    const [best] = few
    const detail = best
      ? `${few.length} of ${all.length} types hold it on at most ${nodes(maxNodes)}, ${best.instance.instanceType} for the least: ${usd(best.usdPerHour)}/h`
      : `no type holds it on at most ${nodes(maxNodes)}`
    return {
      rules: [
        rule(
          'nodes',
          best !== undefined,
          best && question.maxNodes !== undefined
            ? `${nodes(best.nodes)} of ${best.instance.instanceType} within ${maxNodes}; ${detail}`
            : detail,
        ),
      ],
      rows,
    }
  }
  const typed = findInCloud(market.profile.cloud, instanceType)
  if (typed.found === 'retired')
    return {
      rules: [
        rule('instance type', false, `${typed.instanceType}: ${typed.because}; ${instead(market, size, question)}`),
      ],
      rows: [],
    }
  const row = sizeOnOne(size, typed.instance, options)
  const within = row !== undefined && (question.maxNodes === undefined || row.nodes <= question.maxNodes)
  const detail = row
    ? `${nodes(row.nodes)} of ${typed.instance.instanceType}${question.maxNodes === undefined ? '' : `, at most ${question.maxNodes}`}`
    : `a GPU of ${typed.instance.instanceType} cannot hold the context`
  return {
    rules: [machineRule(typed.instance), rule('nodes', within, detail)],
    rows: row ? [row] : [],
  }
}

function machineRule(instance: KaitoInstance): Rule {
  const other = otherGpus(instance)
  if (other !== undefined) return rule('instance type', false, other)
  return rule('instance type', true, machineText(instance))
}

function instead({profile, quote, region}: Market, model: SizedModel, {context, maxNodes}: VerdictQuestion): string {
  const {row} = chooseInstance(profile, {model, quote, region, context, maxNodes})
  return `${row.instance.instanceType} would do, ${usd(row.usdPerHour)}/h`
}

function tuningFit(market: Market, {model}: ResolvedModel, {instanceType}: VerdictQuestion, method: TuningMethod): Fit {
  const memory = model && tuningMemory(model, {method})
  if (!memory) return {rules: [], rows: []}
  const need = `${(memory.totalBytes / 2 ** 30).toFixed(1)} GiB on a GPU (${memory.basis})`
  const rows = tuningRows(market.profile, memory, market)
  if (instanceType === undefined) return {rules: [rule('memory', rows.length > 0, need)], rows}
  const typed = findInCloud(market.profile.cloud, instanceType)
  if (typed.found === 'retired')
    return {
      rules: [
        rule(
          'instance type',
          false,
          `${typed.instanceType}: ${typed.because}; ${rows[0]?.instance.instanceType ?? 'none'} would do`,
        ),
      ],
      rows: [],
    }
  const fits = holdsTuning(memory, typed.instance)
  return {
    rules: [machineRule(typed.instance), rule('memory', fits, need)],
    rows: rows.filter(({instance}) => instance.instanceType === typed.instance.instanceType),
  }
}

const nodes = (count: number): string => `${count} ${count === 1 ? 'node' : 'nodes'}`

const machineText = ({instanceType, gpus, gpuModel, totalMemoryGiB}: KaitoInstance): string =>
  `${instanceType}: ${gpus} × ${gpuModel}, ${totalMemoryGiB} GiB`
