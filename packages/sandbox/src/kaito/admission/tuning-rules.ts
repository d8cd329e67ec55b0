import {configMaps} from '../../controllers/resources.ts'
import {mapIn, yamlMap} from '../inference/config.ts'
import {presetModel} from '../models.ts'
import {immutable, invalidValue, isSame, missing, type Problem, type Review, type Rule, wrong} from './problem.ts'

const sections = [
  'ModelConfig',
  'QuantizationConfig',
  'LoraConfig',
  'TrainingArguments',
  'DataCollator',
  'DatasetConfig',
]
const key = 'training_config.yaml'

/** The tuning of a new Workspace; whether KAITO can tune the model is not asked. Source: KAITO v0.12 `workspace_validation.go`. */
export const tuningRules: Rule = (review) => {
  const {tuning, resource} = review.object
  const method = String(tuning.method ?? '').toLowerCase()
  return [
    ...((resource?.count ?? 1) > 1 ? [wrong('tuning does not support more than one node', 'resource.count')] : []),
    ...(method === 'lora' || method === 'qlora' ? [] : [invalidValue(tuning.method, 'tuning.method')]),
    ...presetProblems(tuning.preset),
    ...inputProblems(tuning.input),
    ...outputProblems(tuning.output),
    ...configProblems(review, method),
  ]
}

function presetProblems(preset: {name?: string} | undefined): Problem[] {
  if (!preset?.name) return [missing('tuning.preset')]
  return presetModel(preset.name) || preset.name.includes('/')
    ? []
    : [wrong(`Unsupported tuning preset name ${preset.name}`, 'tuning.preset.name')]
}

interface Source {
  readonly urls?: readonly string[]
  readonly image?: string
  readonly volumeSource?: unknown
}

function inputProblems(input: Source | undefined): Problem[] {
  const path = 'tuning.input'
  const kinds = [input?.urls?.length ? 1 : 0, input?.image ? 1 : 0, input?.volumeSource ? 1 : 0]
  if (kinds.reduce((sum, count) => sum + count, 0) !== 1) {
    return [wrong('exactly one of urls, image and volumeSource must be set', path)]
  }
  return (input?.urls ?? []).flatMap((url) => {
    const problem = urlProblem(url)
    return problem === undefined ? [] : [invalidValue(`${url}: ${problem}`, `${path}.urls`)]
  })
}

const privateHost =
  /^(localhost|.*\.local|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.|\[|metadata\.google\.internal)/

function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'only http and https are supported'
  return privateHost.test(url.hostname) ? 'local and private hosts are not allowed' : undefined
}

function outputProblems(
  output: {image?: string; imagePushSecret?: string; volumeSource?: unknown} | undefined,
): Problem[] {
  const path = 'tuning.output'
  if (Boolean(output?.image) === Boolean(output?.volumeSource)) {
    return [wrong('exactly one of image and volumeSource must be set', path)]
  }
  return output?.image && !output.imagePushSecret ? [missing(`${path}.imagePushSecret`)] : []
}

function configProblems({api, object, operator}: Review, method: string): Problem[] {
  const path = 'tuning.config'
  const given: string | undefined = object['tuning'].config
  const name = given ?? `${method}-params-template`
  const namespace = given ? object.metadata.namespace : operator.namespace
  const map = api.get(configMaps, name, namespace)
  if (!map) return [wrong(`ConfigMap '${name}' specified in 'config' not found in namespace '${namespace}'`, path)]
  const text: string | undefined = map['data']?.[key]
  if (text === undefined) return [missing(`${path}.data.${key}`)]
  const config = mapIn(yamlMap(text), 'training_config')
  if (!config) return [wrong(`${key} has no training_config`, path)]
  return [...sectionProblems(config, path), ...quantizationProblems(config, method, path)]
}

function sectionProblems(config: Record<string, unknown>, path: string): Problem[] {
  const problems = Object.keys(config)
    .filter((section) => !sections.includes(section))
    .map((section) => wrong(`Unrecognized section: ${section}`, path))
  const dir = mapIn(config, 'TrainingArguments')?.['output_dir']
  if (dir === undefined || (typeof dir === 'string' && /^\/mnt(\/|$)/.test(dir) && !dir.includes('..'))) return problems
  return [...problems, invalidValue(`output_dir ${dir} must be a path under /mnt`, path)]
}

function quantizationProblems(config: Record<string, unknown>, method: string, path: string): Problem[] {
  const {load_in_4bit: four, load_in_8bit: eight} = mapIn(config, 'QuantizationConfig') ?? {}
  if (method === 'lora' && (four === true || eight === true)) {
    return [wrong('For method lora, load_in_4bit and load_in_8bit must not be true', path)]
  }
  if (method === 'qlora' && (four === true) === (eight === true)) {
    return [wrong('For method qlora, exactly one of load_in_4bit and load_in_8bit must be true', path)]
  }
  return []
}

/** What of a tuning may not change. */
export const tuningChanges: Rule = ({object, old}) => {
  const [now, before] = [object['tuning'], old?.['tuning']]
  const lower = (value: unknown): string => String(value ?? '').toLowerCase()
  return [
    ...(isSame(now.preset, before?.preset) ? [] : [immutable('tuning.preset')]),
    ...(lower(now.method) === lower(before?.method) ? [] : [immutable('tuning.method')]),
    ...(now.input?.name === before?.input?.name ? [] : [immutable('tuning.input.name')]),
    ...inputProblems(now.input),
    ...outputProblems(now.output),
  ]
}
