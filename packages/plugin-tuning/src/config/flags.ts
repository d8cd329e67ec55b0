import {tunableModels} from '@ome/capacity/kaito-models'
import {trainingWords, tuningMethods} from '@ome/kaito/training-config'
import {Args, Flags} from '@ome/sdk/command'
import {namespaced, output, write} from '@ome/sdk/flags'
import type {CompletionSource} from '@ome/sdk/need'

const {wait: _wait, timeout: _timeout, ...writes} = write

/** `--set`. */
const setting = {
  description: 'a value to set: KEY=VALUE; may be given several times',
  multiple: true,
  helpValue: 'KEY=VALUE',
} as const

export const configName = {name: Args.string({description: 'name of the ConfigMap', required: true})}

export const lookFlags = {...namespaced, ...output}

export const editFlags = {
  ...namespaced,
  set: Flags.string({...setting, required: true}),
  ...writes,
}

const from = {description: 'template to begin from: one of config templates list, or any config'}

const creating = {
  ...namespaced,
  set: Flags.string(setting),
  replace: Flags.boolean({description: 'take the place of a ConfigMap of that name'}),
  ...writes,
}

const model = Flags.string({description: 'model it is meant for; remembered with it'})

export const createInferenceFlags = {
  ...creating,
  from: Flags.string(from),
  model,
  runtime: Flags.option({options: ['vllm', 'transformers'] as const})({
    description: 'runtime it is for; only vllm reads it',
  }),
  'max-model-len': Flags.integer({description: 'longest context in tokens', min: 1}),
}

export const createTuningFlags = {
  ...creating,
  from: Flags.string(from),
  model,
  method: Flags.option({options: tuningMethods})({description: 'method it is for; qlora when not given'}),
}

export const createTemplateFlags = {...creating, from: Flags.string({...from, required: true})}

export const checkFlags = {
  ...lookFlags,
  model: Flags.string({description: 'model it shall be used with'}),
  method: Flags.option({options: tuningMethods})({description: 'method of the training'}),
  'instance-type': Flags.string({description: "the nodes' type"}),
}

export const modelNames: CompletionSource = {values: tunableModels()}

/** Keys of `--set`, to be completed with a value. */
export const trainingSettings: CompletionSource = {values: trainingWords().map((word) => `${word}=`)}

export const templateNames: CompletionSource = {
  values: ['lora-params-template', 'qlora-params-template', 'inference-params-template'],
}
export const mapNames: CompletionSource = {resource: 'configmaps'}
export const namespaceNames: CompletionSource = {from: 'namespaces'}
