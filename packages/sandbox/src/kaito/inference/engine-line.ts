import {type KaitoModel, servedNameOf} from '@ome/capacity/kaito-models'
import type {ContainerHost} from '../../kubelet/workload.ts'
import {presetModel} from '../models.ts'
import {engineOptions} from './config.ts'

/** What KAITO's wrapper was told, and what it finds mounted. */
export interface EngineLine {
  readonly runtime: 'vllm' | 'transformers'
  readonly model: string
  readonly servedName: string
  /** GPUs of all nodes together. */
  readonly gpus: number
  readonly adapters: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  readonly toolParser: string | undefined
  readonly hasBenchmark: boolean
  /** Why it cannot start: the last line of its log. */
  readonly problem: string | undefined
}

interface Volume {
  readonly name: string
  readonly configMap?: {readonly name: string}
}

/** Reads the main container of a preset's pod. */
export function readLine(host: ContainerHost): EngineLine {
  const words = host.argv.join(' ').split(/\s+/)
  const value = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
  const runtime = words.some((word) => word.includes('/workspace/vllm/')) ? 'vllm' : 'transformers'
  const model = value('model') ?? value('pretrained_model_name_or_path') ?? ''
  const nodes = Number(value('pipeline-parallel-size') ?? 1)
  const own = Number(host.container.resources?.limits?.['nvidia.com/gpu'] ?? 1)
  const adapters = adapterNames(host)
  const hasConfig = words.some((word) => word.startsWith('--kaito-config-file='))
  const options =
    (hasConfig ? engineOptions(host.world.api, host.pod.metadata.namespace, configName(host)) : undefined) ?? {}
  const lacksLora = runtime === 'vllm' && adapters.length > 0 && !words.includes('--enable-lora')
  return {
    runtime,
    model,
    servedName: value('served-model-name') ?? value('served_model_name') ?? servedNameOf(model),
    gpus: own * nodes,
    adapters: runtime === 'vllm' ? adapters : [],
    options,
    toolParser: value('tool-call-parser'),
    hasBenchmark: host.container.startupProbe?.exec !== undefined,
    problem: lacksLora
      ? 'ValueError: LoRA modules are given, but the engine was started without --enable-lora'
      : (optionProblem(options) ?? accessProblem(host, model)),
  }
}

function configName(host: ContainerHost): string | undefined {
  const volumes: readonly Volume[] = host.pod.spec.volumes ?? []
  return volumes.find((volume) => volume.name === 'config-volume')?.configMap?.name
}

/** Directories under /mnt/adapter: one per image puller and per adapter volume. */
function adapterNames({pod}: ContainerHost): string[] {
  const pullers: {name: string}[] = pod.spec.initContainers ?? []
  const volumes: readonly Volume[] = pod.spec.volumes ?? []
  const after = (prefix: string, names: readonly {readonly name: string}[]): string[] =>
    names.flatMap(({name}) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
  return [...after('puller-', pullers), ...after('adapter-volume-', volumes)]
}

/** Options of single requests are no options of the server, which exits on them. */
const requestOptions = ['temperature', 'max_tokens', 'max-tokens', 'top_p', 'top-p', 'top_k', 'top-k']

function optionProblem(options: Readonly<Record<string, unknown>>): string | undefined {
  const unknown = Object.keys(options).find((key) => requestOptions.includes(key))
  return unknown && `inference_api.py: error: unrecognized arguments: --${unknown} ${options[unknown]}`
}

/** The Hub refuses weights of a gated model to a caller without token. */
function accessProblem(host: ContainerHost, name: string): string | undefined {
  const model = presetModel(name)
  if (!model?.isGated || host.env['HF_TOKEN']) return undefined
  return `huggingface_hub.errors.GatedRepoError: 401 Client Error. Cannot access gated repo for url https://huggingface.co/${model.id}/resolve/main/config.json. Access to model ${model.id} is restricted. You must have access to it and be authenticated to access it.`
}

/** The command line of the engine that the wrapper starts. */
export function engineArguments(line: EngineLine, model: KaitoModel | undefined): string[] {
  const length = line.options['max-model-len'] ?? model?.maxTokens ?? 8192
  const most = line.options['max-num-seqs']
  return [
    'vllm',
    'serve',
    line.model,
    '--port=5000',
    `--served-model-name=${line.servedName}`,
    `--max-model-len=${length}`,
    `--tensor-parallel-size=${line.gpus}`,
    ...(most === undefined ? [] : [`--max-num-seqs=${most}`]),
    ...(line.toolParser === undefined ? [] : [`--tool-call-parser=${line.toolParser}`]),
    ...(line.adapters.length > 0
      ? ['--lora-modules', ...line.adapters.map((name) => `${name}=/mnt/adapter/${name}`)]
      : []),
  ]
}
