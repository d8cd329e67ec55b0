import {configMaps} from '../../controllers/resources.ts'
import {type Adapter, adaptersOf} from '../inference/command.ts'
import {inferenceKey, mapIn, yamlMap} from '../inference/config.ts'
import {architectureOf, presetModel} from '../models.ts'
import {runtimeOf} from '../operator.ts'
import {annotation} from '../resources.ts'
import {immutable, invalidValue, isSame, missing, type Problem, type Review, type Rule, wrong} from './problem.ts'

const mostAdapters = 10

/** The inference of a new Workspace. Source: KAITO v0.12 `api/v1beta1/workspace_validation.go`. */
export const inferenceRules: Rule = (review) => [
  ...presetProblems(review),
  ...adapterProblems(review),
  ...configProblems(review),
]

function presetProblems({object, operator}: Review): Problem[] {
  const {preset, template} = object['inference']
  if (!preset && !template) return [wrong('expected exactly one, got neither', 'inference.preset, inference.template')]
  if (preset && template) return [wrong('expected exactly one, got both', 'inference.preset, inference.template')]
  if (!preset) return []
  const path = 'inference.preset.name'
  const model = presetModel(preset.name)
  if (!model) {
    return preset.name.includes('/')
      ? [wrong(`failed to get metadata of ${preset.name} from the Hugging Face Hub: 404 Not Found`, path)]
      : [wrong(`Unsupported inference preset name ${preset.name}`, path)]
  }
  const secret: string | undefined = preset.presetOptions?.modelAccessSecret
  if (!model.isInCatalogue && model.isGated && !secret) {
    return [wrong(`${model.id} is gated on the Hugging Face Hub: 401 Unauthorized, set modelAccessSecret`, path)]
  }
  const architecture = architectureOf(model.id)
  if (!model.isInCatalogue && architecture !== undefined && !isGenerative(architecture)) {
    return [wrong(`architecture ${architecture} of ${model.id} is not supported by vLLM`, path)]
  }
  if (runtimeOf(object, operator) === 'transformers' && !model.transformersRuntime) {
    return [wrong(`preset ${preset.name} does not support the transformers runtime`, path)]
  }
  return []
}

const isGenerative = (architecture: string): boolean => /For(CausalLM|ConditionalGeneration)$/.test(architecture)

function adapterProblems({object, operator}: Review): Problem[] {
  const adapters = adaptersOf(object)
  const names = adapters.map(({source}) => source.name)
  const problems: Problem[] = []
  if (adapters.length > mostAdapters) {
    problems.push(
      wrong(`Number of Adapters exceeds the maximum limit, maximum of ${mostAdapters} allowed`, 'inference.adapters'),
    )
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) problems.push(wrong(`Duplicate adapter source name found: ${twice}`, 'inference.adapters'))
  if (runtimeOf(object, operator) === 'vllm' && adapters.some(({strength}) => strength !== undefined)) {
    problems.push(wrong('vLLM does not support adapter strength', 'inference.adapters'))
  }
  return problems
}

function configProblems({api, object, operator}: Review): Problem[] {
  const {config, preset} = object['inference']
  const path = 'inference.config'
  if (!config || runtimeOf(object, operator) !== 'vllm') return []
  const {namespace} = object.metadata
  const map = api.get(configMaps, config, namespace)
  if (!map) return [wrong(`ConfigMap '${config}' specified in 'config' not found in namespace '${namespace}'`, path)]
  const text: string | undefined = map['data']?.[inferenceKey]
  if (text === undefined) return [missing(`${path}.data.${inferenceKey}`)]
  const whole = yamlMap(text)
  if (!whole) return [wrong(`failed to parse ${inferenceKey}`, path)]
  const options = mapIn(whole, 'vllm') ?? {}
  const nested = Object.entries(options).find(([, value]) => value !== null && typeof value === 'object')
  if (nested) return [invalidValue(`vllm.${nested[0]} is not a scalar`, path)]
  const length = options['max-model-len']
  if (length === undefined) return []
  if (typeof length !== 'number' || !Number.isInteger(length)) return [invalidValue(`max-model-len: ${length}`, path)]
  const most = presetModel(preset?.name ?? '')?.maxTokens
  return most !== undefined && length > most
    ? [wrong(`max-model-len ${length} exceeds the token limit ${most} of the model`, path)]
    : []
}

/** What of an inference may not change, and what its adapters must be. */
export const inferenceChanges: Rule = ({object, old}) => {
  const [now, before] = [object['inference'], old?.['inference']]
  const problems: Problem[] = []
  if (!isSame(now.preset, before?.preset)) problems.push(immutable('inference.preset'))
  if (Boolean(now.template) !== Boolean(before?.template)) {
    problems.push(wrong('field cannot be unset/set if it was set/unset', 'inference.template'))
  }
  return [...problems, ...adaptersOf(object).flatMap(sourceProblems)]
}

const subdomain = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/

function sourceProblems({source, strength = '1.0'}: Adapter, index: number): Problem[] {
  const path = `inference.adapters[${index}]`
  const problems: Problem[] = []
  if (!source?.name) problems.push(missing(`${path}.source.name`))
  else if (!subdomain.test(source.name)) problems.push(invalidValue(source.name, `${path}.source.name`))
  if (Boolean(source?.image) === Boolean(source?.volumeSource)) {
    problems.push(wrong('exactly one of image and volumeSource must be set', `${path}.source`))
  }
  const share = Number(strength)
  if (!(share >= 0 && share <= 1)) problems.push(invalidValue(strength, `${path}.strength`))
  return problems
}

const choices: Readonly<Record<string, readonly string[]>> = {
  [annotation.performanceMode]: ['balanced', 'interactivity', 'throughput'],
  [annotation.localWeights]: ['true', 'false'],
  'kaito.sh/node-image-family': ['ubuntu', 'azurelinux'],
}

/** Annotations with a closed set of values. */
export const annotationRules: Rule = ({object: {metadata}}) =>
  Object.entries(choices).flatMap(([key, values]) => {
    const value = metadata.annotations?.[key]
    return value === undefined || values.includes(value) ? [] : [invalidValue(value, `metadata.annotations.${key}`)]
  })
