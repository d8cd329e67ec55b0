import {type Check, fail, ok, warn} from '@ome/inference-model/check'
import type {ConfigProblem} from '@ome/kaito/config-problem'
import {contextOf, inferenceProblems, switchesOf} from '@ome/kaito/inference-config'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {methodOf, trainingProblems} from '@ome/kaito/training-config'
import type {ConfigKind} from './config-map.ts'

/** Rules of each kind with what holds when none is broken. */
const rules: Readonly<Record<ConfigKind, readonly (readonly [rule: string, holds: string])[]>> = {
  tuning: [
    ['sections', 'only parts that KAITO knows'],
    ['keys', 'only keys that the trainer knows'],
    ['values', 'of the right types'],
    ['output-dir', 'results go under /mnt'],
    ['quantization', ''],
  ],
  inference: [
    ['keys', 'only keys that KAITO knows beside vllm'],
    ['vllm', 'one value for each argument'],
    ['arguments', "only arguments of the engine's server"],
    ['values', 'of the right types'],
  ],
}

/** Every rule of the text with its result; one row for each thing that is wrong. */
export function checkText(kind: ConfigKind, value: unknown, method: string | undefined): readonly Check[] {
  const stated = method ?? methodOf(value)
  const problems = kind === 'tuning' ? trainingProblems(value, stated) : inferenceProblems(value)
  const rows = rules[kind].flatMap(([rule, holds]) =>
    rowsOf(rule, rule === 'quantization' ? `as ${stated} wants it` : holds, problems),
  )
  const detail = kind === 'inference' ? switchText(value) : undefined
  return detail === undefined ? rows : [...rows, warn('switches', detail)]
}

/** What is known of arguments that are true or false; undefined where there are none. */
export function switchText(value: unknown): string | undefined {
  const switches = switchesOf(value)
  if (switches.length === 0) return undefined
  return `${switches.join(', ')}: true and false reach the server as text, which plain switches refuse`
}

function rowsOf(rule: string, holds: string, problems: readonly ConfigProblem[]): readonly Check[] {
  const broken = problems.filter((problem) => problem.rule === rule)
  return broken.length === 0 ? [ok(rule, holds)] : broken.map(({message}) => fail(rule, message))
}

/** Whether the model can do what the config is for. */
export function checkModel(kind: ConfigKind, value: unknown, {preset, model}: ResolvedModel): readonly Check[] {
  if (kind === 'tuning') {
    if (model?.tuningName !== undefined) return [ok('tunable', `KAITO tunes ${preset}`)]
    return [fail('tunable', `KAITO cannot tune ${preset}`)]
  }
  const context = contextOf(value)
  if (context === undefined) return [ok('context', 'the engine takes the longest that fits')]
  if (model === undefined) return [warn('context', `${context} tokens; what ${preset} allows is not known here`)]
  const text = `${context} tokens, ${preset} allows ${model.maxTokens}`
  return [context <= model.maxTokens ? ok('context', text) : fail('context', text)]
}
