import {nearest} from '@ome/sdk/nearest'
import {asMap, type ConfigProblem, mapAt, type ReadEdit} from './config-problem.ts'
import {serverArguments} from './server-arguments.ts'
import {fits, readRule, typedValue, type ValueRule, wanted} from './value-rule.ts'

/** Key of the ConfigMap that `inference.config` names. */
export const inferenceKey = 'inference_config.yaml'

/** Name of the operator's template. */
export const inferenceTemplateName = 'inference-params-template'

/** Keys beside `vllm`. Source: KAITO v0.12 `presets/workspace/inference/vllm/inference_api.py`. */
const wrapperKeys: Readonly<Record<string, ValueRule>> = {
  kv_cache_cpu_memory_utilization: readRule('number:0..1'),
  max_probe_steps: readRule('integer:0..'),
}

/** Options that belong to a request: as arguments they end the server. Source: vLLM `SamplingParams`, OpenAI's API. */
const requestOptions = new Set(
  `temperature max-tokens max-completion-tokens min-tokens top-p top-k min-p n best-of stop stop-token-ids presence-penalty
   frequency-penalty repetition-penalty length-penalty logit-bias logprobs top-logprobs prompt-logprobs stream
   stream-options ignore-eos skip-special-tokens tools tool-choice response-format messages prompt echo suffix user`.split(
    /\s+/,
  ),
)

const dashed = (key: string): string => key.replaceAll('_', '-')

export const isRequestOption = (key: string): boolean => requestOptions.has(dashed(key.replace(/^vllm\./, '')))

/** Words under which values are set; for completion. */
export const inferenceWords = (): readonly string[] => [...Object.keys(wrapperKeys), ...serverArguments().keys()]

/** Reads `KEY=VALUE`: a key beside `vllm`, or an argument of the engine's server with or without `vllm.` in front. */
export function inferenceEdit(key: string, value: string): ReadEdit {
  if (Object.hasOwn(wrapperKeys, key)) return typed(key, value, [key], wrapperKeys[key])
  const argument = dashed(key.replace(/^vllm\./, ''))
  const rule = serverArguments().get(argument)
  if (rule) return typed(key, value, ['vllm', argument], rule)
  return {problem: isRequestOption(key) ? requestProblem(key) : unknownArgument(key)}
}

function typed(key: string, text: string, path: readonly string[], rule: ValueRule | undefined): ReadEdit {
  const value = rule && typedValue(rule, text)
  if (value !== undefined) return {edit: {path, value}}
  return {problem: `${key} must be ${rule ? wanted(rule) : 'known'}, not "${text}"`}
}

const requestProblem = (key: string): string =>
  `${key} is an option of a request, not of the server, which would end on it`

function unknownArgument(key: string): string {
  const words = inferenceWords()
  const near = nearest(dashed(key.replace(/^vllm\./, '')), words) ?? nearest(key, words)
  return `"${key}" is no argument of the engine's server${near === undefined ? '' : `: ${near} is meant?`}`
}

/** Everything that a map of `inference_config.yaml` breaks. */
export function inferenceProblems(value: unknown): readonly ConfigProblem[] {
  const config = asMap(value)
  if (!config) return [{rule: 'keys', path: '', message: `${inferenceKey} is no map`}]
  const engine = config['vllm']
  return [
    ...Object.entries(config).flatMap(([key, part]) => (key === 'vllm' ? [] : wrapperProblems(key, part))),
    ...(engine === undefined || engine === null ? [] : engineProblems(engine)),
  ]
}

function wrapperProblems(key: string, value: unknown): readonly ConfigProblem[] {
  const rule = wrapperKeys[key]
  if (!rule) {
    const hint = serverArguments().has(dashed(key)) ? ': it belongs under vllm' : ''
    return [{rule: 'keys', path: key, message: `${key} is no key beside vllm${hint}`}]
  }
  return fits(rule, value) ? [] : [{rule: 'values', path: key, message: `${key} must be ${wanted(rule)}`}]
}

function engineProblems(engine: unknown): readonly ConfigProblem[] {
  const map = asMap(engine)
  if (!map) return [{rule: 'vllm', path: 'vllm', message: 'vllm must be a map of arguments and values'}]
  return Object.entries(map).flatMap(([key, value]) => argumentProblems(key, value))
}

function argumentProblems(key: string, value: unknown): readonly ConfigProblem[] {
  const path = `vllm.${key}`
  if (typeof value === 'object' && value !== null)
    return [{rule: 'vllm', path, message: `${path} must be one value, not a map or list`}]
  if (isRequestOption(key)) return [{rule: 'arguments', path, message: requestProblem(key)}]
  const rule = serverArguments().get(dashed(key))
  if (!rule) return [{rule: 'arguments', path, message: `${unknownArgument(key)} (the server ends on it)`}]
  if (key !== dashed(key) && dashed(key) === lengthKey)
    return [{rule: 'arguments', path, message: `the node estimate reads ${lengthKey} only: write it with hyphens`}]
  return fits(rule, value) ? [] : [{rule: 'values', path, message: `${path} must be ${wanted(rule)}`}]
}

const lengthKey = 'max-model-len'

/** Longest context that the map allows; undefined when it leaves that to the engine. */
export function contextOf(value: unknown): number | undefined {
  const length = mapAt(value, 'vllm')?.[lengthKey]
  return typeof length === 'number' && Number.isInteger(length) ? length : undefined
}

/** Arguments that stand as `true` or `false`: they reach the server as text, which plain switches refuse. */
export const switchesOf = (value: unknown): readonly string[] =>
  Object.entries(mapAt(value, 'vllm') ?? {}).flatMap(([key, each]) => (typeof each === 'boolean' ? [key] : []))

/** A map as the operator's own template is set up, restated. Source: KAITO v0.12 `charts/kaito/workspace/templates`. */
export const inferenceTemplate = `# share of the free CPU memory that takes keys and values out of the GPU; 0 turns it off
kv_cache_cpu_memory_utilization: 0.5
vllm:
  cpu-offload-gb: 0
`
