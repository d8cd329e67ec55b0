import {Flags} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'
import {modelNames, runtimeNames} from '../flags.ts'
import {templateNames} from './domain/template.ts'

export const createFlags = {
  name: Flags.string({required: true, description: 'name of the runtime'}),
  from: Flags.string({description: 'copy this runtime', exactlyOne: ['from', 'from-template']}),
  'from-template': Flags.option({options: templateNames})({description: 'make it for this engine'}),
  for: Flags.string({description: 'a model of the cluster that it is for'}),
  'model-arch': Flags.string({description: 'architecture as in config.json, for example LlamaForCausalLM'}),
  'model-size': Flags.string({description: 'parameters, for example 70B; 10 % either way are taken'}),
  'transformers-version': Flags.string({description: 'transformers_version of config.json', exclusive: ['for']}),
  gpus: Flags.integer({description: 'GPUs of each pod; a template estimates them', min: 1}),
  set: Flags.string({description: 'KEY=VALUE; may be repeated', multiple: true, helpValue: 'KEY=VALUE'}),
  'auto-select': Flags.boolean({description: 'let OME choose it for services that name no runtime'}),
  namespace: Flags.string({char: 'n', description: 'make a ServingRuntime in this namespace'}),
  ...write,
}

export const createCompletions = {
  flags: {
    for: modelNames,
    from: runtimeNames,
    namespace: {from: 'namespaces' as const},
    'model-size': {values: ['7B', '8B', '14B', '32B', '70B']},
    set: {values: ['gpus=', 'tensorParallelism=', 'image=', 'memory=', 'maxModelLen=', 'args.', 'env.']},
  },
}
