import {vendorWords} from '@ome/inference-model/hub/hub'
import {Flags} from '@ome/sdk/command'
import {namespaced, output, write} from '@ome/sdk/flags'

/** Flags of everything that makes a model object. `-n` has no default: without it the model is for the whole cluster. */
export const importFlags = {
  name: Flags.string({description: 'name of the model object; default: last part of the id or path'}),
  namespace: Flags.string({
    char: 'n',
    description: 'make a BaseModel in this namespace instead of a ClusterBaseModel',
  }),
  ...write,
}

const scopes = Flags.option({options: ['namespace', 'cluster'] as const})

/** `--scope`, for lists. */
export const modelScope = {scope: scopes({description: 'models of the namespace only, or of the whole cluster only'})}

/** `--scope`, where one model is named. */
export const whichModel = {
  scope: scopes({description: 'which model, when the name exists in the namespace and for the cluster'}),
}

/** A model of the cluster, completed by its name. */
export const modelNames = {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']}

/** A runtime, completed by its name. */
export const runtimeNames = {resource: ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io']}

/** Flags of commands that look at a model of the cluster or of the hub. */
export const lookFlags = {
  ...namespaced,
  ...output,
  ...whichModel,
  offline: Flags.boolean({description: 'do not ask the hub for what the cluster does not tell'}),
}

export const hubCompletions = {
  flags: {
    namespace: {from: 'namespaces' as const},
    file: {files: ['txt']},
    secret: {resource: 'secrets'},
    vendor: {values: vendorWords},
  },
}

/** What is offered for them and for {@link metadataFlags}; the namespace has its own meaning for imports. */
export const storedCompletions = {
  flags: {
    namespace: {from: 'namespaces' as const},
    size: {values: ['7B', '8B', '14B', '32B', '70B']},
    quantization: {values: ['fp8', 'int8', 'int4']},
  },
}

/** What the files hold, where nothing can be read beforehand. */
export const metadataFlags = {
  architecture: Flags.string({
    description: 'architecture as in config.json, for example LlamaForCausalLM',
    helpGroup: 'METADATA',
  }),
  size: Flags.string({description: 'parameters, for example 8B', helpGroup: 'METADATA'}),
  quantization: Flags.string({description: 'fp8, int4 …', helpGroup: 'METADATA'}),
  'transformers-version': Flags.string({description: 'transformers_version of config.json', helpGroup: 'METADATA'}),
  'max-tokens': Flags.integer({description: 'longest context', min: 1, helpGroup: 'METADATA'}),
}
