import type {Service} from '@ome/inference-model/service'
import {named} from '../facts.ts'
import type {Fix} from '../finding.ts'

/** What a line of a log means, and what helps. */
export interface Signature {
  readonly pattern: RegExp
  /** `$1` is what the pattern caught. */
  readonly says: string
  readonly fix: (service: Service, node: string | undefined, caught: string) => Fix
}

const suggest = (service: Service): Fix =>
  service.model
    ? {
        why: 'see which runtimes fit, with their GPUs',
        command: `ome runtime suggest ${service.model.name} -n ${service.namespace}`,
      }
    : {why: 'read the whole spec', command: `ome describe ${named(service)}`}

/** What the service sets itself stands in for the runtime's: all arguments, and each limit. */
function withoutOverride(service: Service): Fix | undefined {
  const {runnerOverride = ''} = service
  if (runnerOverride.includes('args '))
    return {
      why: "go back to the runtime's arguments",
      command: `ome update ${named(service)} --set spec.engine.runner.args=null`,
    }
  const [, gpu] = /\blimits (?:\S+ )*?([\w.-]+\/gpu)=/.exec(runnerOverride) ?? []
  if (gpu === undefined) return undefined
  const field = (part: string) => `--set "spec.engine.runner.resources.${part}['${gpu}']=null"`
  return {
    why: 'take back the number of GPUs that the service sets',
    command: `ome update ${named(service)} ${field('limits')} ${field('requests')}`,
  }
}

const argumentsOr =
  (other: (service: Service) => Fix): Signature['fix'] =>
  (service) =>
    withoutOverride(service) ?? other(service)

const modelFiles = (service: Service): Fix => ({
  why: 'see whether the model is whole on each node',
  command: modelStatus(service),
})

/** Also a model of the namespace is found with it. */
export const modelStatus = ({model, namespace}: Service): string =>
  model === undefined ? `ome models status -n ${namespace}` : `ome models status ${model.name} -n ${namespace}`

// Most telling first. Wordings of PyTorch, vLLM 0.8 to 0.11, SGLang 0.4 to 0.5, the hub's client, CUDA and NCCL.
export const signatures: readonly Signature[] = [
  {
    pattern: /CUDA out of memory|HIP out of memory|OutOfMemoryError/i,
    says: 'the engine runs out of GPU memory: the model is too large for the GPUs it gets',
    fix: argumentsOr(suggest),
  },
  {
    pattern:
      /No available memory for the cache blocks|larger than the maximum number of tokens that can be stored in KV cache|Not enough memory\. Please try to increase --mem-fraction-static/i,
    says: 'the weights leave no GPU memory for the KV cache: a shorter context or more GPUs are needed',
    fix: argumentsOr(suggest),
  },
  {
    pattern:
      /GatedRepoError|Access to model .{0,200} is restricted|401 Client Error.{0,200}huggingface|Cannot access gated repo/i,
    says: 'the hub refuses the model: it is gated, and the engine has no token that may read it',
    fix: (service) => ({
      why: 'give the engine a token',
      command: `ome update ${named(service)} --set env.HF_TOKEN="$HF_TOKEN"`,
    }),
  },
  {
    pattern: /unrecognized arguments?: ([^\n]{1,80})|error: argument ([^\n]{1,80})/i,
    says: 'the engine does not know an argument it is given: $1',
    fix: argumentsOr((service) => describeRuntime(service)),
  },
  {
    pattern:
      /architectures? \[?'?(\w{0,60})'?\]? (?:is|are) not supported|Unsupported architecture|does not recognize this architecture/i,
    says: 'this version of the engine does not know the architecture of the model',
    fix: suggest,
  },
  {
    pattern:
      /must be divisible by (?:the )?tensor[ _-]parallel|attention heads .{0,60}divisible|tp_size .{0,60}divisible/i,
    says: 'the number of GPUs does not divide the attention heads of the model',
    fix: argumentsOr(suggest),
  },
  {
    pattern:
      /World size \(?\d+\)? is larger than the number of available GPUs|invalid device ordinal|tensor parallel size .{0,60}(?:exceeds|larger)/i,
    says: 'the engine wants more GPUs than its container has',
    fix: argumentsOr(suggest),
  },
  {
    pattern: /No CUDA GPUs are available|no NVIDIA (?:GPU|driver)|Found no NVIDIA driver|libcuda\.so/i,
    says: 'the engine finds no GPU in its container',
    fix: (service) => ({why: 'see what the container has', command: `ome exec ${named(service)} -- nvidia-smi`}),
  },
  {
    pattern: /reported Xid (\d+)|Xid .{0,20}: (\d+)|uncorrectable ECC|unspecified launch failure|fallen off the bus/i,
    says: 'a GPU of the node fails',
    fix: (_, node) => ({
      why: 'take no more pods there until it is repaired',
      command: node === undefined ? 'ome get nodes' : `kubectl cordon ${node}`,
    }),
  },
  {
    pattern: /NCCL (?:error|WARN)|ncclInternalError|ncclSystemError|unhandled system error/i,
    says: 'the GPUs cannot talk to each other',
    fix: (service) => ({why: 'have NCCL say why', command: `ome update ${named(service)} --set env.NCCL_DEBUG=INFO`}),
  },
  {
    pattern: /Error while deserializing header|HeaderTooLarge|InvalidHeader|SafetensorError/i,
    says: 'the weights on the node are damaged',
    fix: modelFiles,
  },
  {
    pattern:
      /No such file or directory: '([^'\n]{1,200})'|is not a local folder and is not a valid model identifier|does not appear to have a file named|Repo id must be in the form/i,
    says: 'the files of the model are not where the engine looks for them',
    fix: argumentsOr(modelFiles),
  },
  {
    pattern: /address already in use/i,
    says: 'the port of the engine is in use on its node',
    fix: (service) => ({why: 'see its ports', command: `ome describe ${named(service)}`}),
  },
  {
    pattern: /Permission denied: '([^'\n]{1,200})'/i,
    says: 'the engine may not read $1',
    fix: (service) => ({why: 'look from inside', command: `ome exec ${named(service)} -- ls -l`}),
  },
]

export const describeRuntime = (service: Service): Fix =>
  service.runtime === undefined
    ? suggest(service)
    : {why: 'see its arguments', command: `ome describe runtime ${service.runtime} -n ${service.namespace}`}
