import {nearest} from '@ome/sdk/nearest'
import {asMap, type ConfigProblem, mapAt, type ReadEdit} from './config-problem.ts'
import {type TrainingSection, trainingKeys, trainingSections} from './training-keys.ts'
import {fits, typedValue, wanted} from './value-rule.ts'

/** Key of the ConfigMap that `tuning.config` names. */
export const trainingKey = 'training_config.yaml'

export type TuningMethod = 'lora' | 'qlora'

export const tuningMethods: readonly TuningMethod[] = ['lora', 'qlora']

/** Short words for the keys that are set most. */
const aliases: Readonly<Record<string, string>> = {
  'lora.r': 'LoraConfig.r',
  'lora.alpha': 'LoraConfig.lora_alpha',
  'lora.dropout': 'LoraConfig.lora_dropout',
  epochs: 'TrainingArguments.num_train_epochs',
  'batch-size': 'TrainingArguments.per_device_train_batch_size',
  'learning-rate': 'TrainingArguments.learning_rate',
}

/** Words under which values are set; for completion. */
export const trainingWords = (): readonly string[] => Object.keys(aliases)

/** Reads `KEY=VALUE`: an alias, `Section.key` in any case, or a key that one part alone has. */
export function trainingEdit(key: string, value: string): ReadEdit {
  const found = placeOf(key)
  if (typeof found === 'string') return {problem: found}
  const {section, name} = found
  const rule = trainingKeys(section).get(name)
  const read = rule && typedValue(rule, value)
  if (rule && read === undefined) return {problem: `${key} must be ${wanted(rule)}, not "${value}"`}
  if (name === 'output_dir' && !isUnderMnt(value))
    return {problem: `${key} must be a folder under /mnt, not "${value}"`}
  return read === undefined
    ? {problem: unknownKey(key)}
    : {edit: {path: ['training_config', section, name], value: read}}
}

interface KeyPlace {
  readonly section: TrainingSection
  readonly name: string
}

function placeOf(typed: string): KeyPlace | string {
  const key = aliases[typed.toLowerCase()] ?? typed
  const [first = '', ...rest] = key.replace(/^training_config\./, '').split('.')
  if (rest.length === 0) {
    const owners = trainingSections.filter((section) => trainingKeys(section).has(first))
    const [only] = owners
    if (only && owners.length === 1) return {section: only, name: first}
    return owners.length === 0
      ? unknownKey(typed)
      : `${typed} is a key of ${owners.join(' and ')}: write ${owners.map((owner) => `${owner}.${first}`).join(' or ')}`
  }
  const section = trainingSections.find((one) => one.toLowerCase() === first.toLowerCase())
  const name = rest.join('.')
  return section && trainingKeys(section).has(name) ? {section, name} : unknownKey(typed)
}

function unknownKey(typed: string): string {
  const words = trainingSections.flatMap((section) =>
    [...trainingKeys(section).keys()].map((key) => `${section}.${key}`),
  )
  const bare = words.map((word) => word.slice(word.indexOf('.') + 1))
  const close = nearest(typed, [...Object.keys(aliases), ...words]) ?? nearest(typed.split('.').at(-1) ?? '', bare)
  const near = words.find((word) => word.endsWith(`.${close}`)) ?? close
  return `training_config has no key "${typed}"${near === undefined ? '' : `: ${near} is meant?`}`
}

/** Everything that a map of `training_config.yaml` breaks, in the order of its parts. `method` as far as it is known. */
export function trainingProblems(value: unknown, method?: string): readonly ConfigProblem[] {
  const config = mapAt(value, 'training_config')
  if (!config) return [{rule: 'sections', path: '', message: `${trainingKey} has no map training_config at the top`}]
  return [
    ...Object.entries(config).flatMap(([name, part]) => sectionProblems(name, part)),
    ...outputProblems(config),
    ...quantizationProblems(config, method),
  ]
}

function sectionProblems(name: string, part: unknown): readonly ConfigProblem[] {
  const section = trainingSections.find((one) => one === name)
  if (!section) {
    const message = `${name} is none of ${trainingSections.join(', ')}`
    return [{rule: 'sections', path: name, message}]
  }
  if (part === null) return []
  const map = asMap(part)
  if (!map) return [{rule: 'sections', path: name, message: `${name} must be a map`}]
  return Object.entries(map).flatMap(([key, value]): readonly ConfigProblem[] => {
    const path = `${name}.${key}`
    const rule = trainingKeys(section).get(key)
    if (!rule) return [{rule: 'keys', path, message: `${unknownKey(path)} (the trainer ends on keys it does not know)`}]
    return fits(rule, value) ? [] : [{rule: 'values', path, message: `${path} must be ${wanted(rule)}`}]
  })
}

function outputProblems(config: Readonly<Record<string, unknown>>): readonly ConfigProblem[] {
  const dir = mapAt(config, 'TrainingArguments')?.['output_dir']
  if (dir === undefined || (typeof dir === 'string' && isUnderMnt(dir))) return []
  const path = 'TrainingArguments.output_dir'
  return [{rule: 'output-dir', path, message: `${path} must be a folder under /mnt, not ${JSON.stringify(dir)}`}]
}

const isUnderMnt = (dir: string): boolean => /^\/mnt(\/|$)/.test(dir) && !dir.split('/').includes('..')

/** Source: KAITO v0.12 `params_validation.go`, checked where the Workspace is made. */
function quantizationProblems(
  config: Readonly<Record<string, unknown>>,
  method: string | undefined,
): readonly ConfigProblem[] {
  const bits = quantizedBits(config)
  const path = 'QuantizationConfig'
  if (bits.length > 1)
    return [{rule: 'quantization', path, message: 'load_in_4bit and load_in_8bit are both true: one of them'}]
  if (method === 'lora' && bits.length > 0)
    return [{rule: 'quantization', path, message: `method lora takes no ${bits[0]}: true; that is qlora`}]
  if (method === 'qlora' && bits.length === 0)
    return [{rule: 'quantization', path, message: 'method qlora needs load_in_4bit or load_in_8bit: true'}]
  return []
}

function quantizedBits(config: Readonly<Record<string, unknown>>): readonly string[] {
  const quantization = mapAt(config, 'QuantizationConfig')
  return ['load_in_4bit', 'load_in_8bit'].filter((key) => quantization?.[key] === true)
}

/** The method that a map is for, by how it loads the weights. */
export const methodOf = (value: unknown): TuningMethod =>
  quantizedBits(mapAt(value, 'training_config') ?? {}).length > 0 ? 'qlora' : 'lora'

/**
 * A map of each method as the operator's own templates are set up, restated. Source: KAITO v0.12
 * `charts/kaito/workspace/templates`.
 */
export const trainingTemplate = (method: TuningMethod): string => `training_config:
  ModelConfig:
    torch_dtype: bfloat16
    local_files_only: true
    device_map: auto
  QuantizationConfig:
${
  method === 'qlora'
    ? `    load_in_4bit: true
    bnb_4bit_quant_type: nf4
    bnb_4bit_compute_dtype: bfloat16
    bnb_4bit_use_double_quant: true`
    : '    load_in_4bit: false'
}
  LoraConfig:
    r: 8
    lora_alpha: 8
    lora_dropout: 0.0
  TrainingArguments:
    output_dir: /mnt/results
    ddp_find_unused_parameters: false
    save_strategy: "no"
    per_device_train_batch_size: 1
  DataCollator:
    mlm: true
  DatasetConfig:
    shuffle_dataset: true
    train_test_split: 1
`

/** Name of the operator's template of a method. */
export const templateOf = (method: TuningMethod): string => `${method}-params-template`
