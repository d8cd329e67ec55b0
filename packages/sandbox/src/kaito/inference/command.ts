import {type KaitoModel, servedNameOf} from '@ome/capacity/kaito-models'
import {parallelismOf} from '@ome/capacity/kaito-nodes'
import type {ApiObject} from '../../api.ts'
import type {GpuFacts} from '../node/gpu-nodes.ts'
import {annotation, label} from '../resources.ts'

export interface EnginePlan {
  readonly workspace: ApiObject
  readonly model: KaitoModel
  readonly runtime: 'vllm' | 'transformers'
  readonly gpu: GpuFacts
  readonly nodes: number
}

export interface Adapter {
  readonly source: {readonly name: string; readonly image?: string; readonly volumeSource?: Record<string, unknown>}
  readonly strength?: string
}

/** The adapters of a Workspace. */
export const adaptersOf = (workspace: ApiObject): readonly Adapter[] => workspace['inference']?.adapters ?? []

/** The id that an engine answers to: of its set or role where it has one, else the last part of the model's. */
export function servedName(workspace: ApiObject, model: KaitoModel): string {
  const {labels = {}} = workspace.metadata
  if (labels[label.multiRole]) return model.id
  return labels[label.set] ?? servedNameOf(model.id)
}

/** The shell line of the main container. Source: KAITO v0.12 `pkg/model/interface.go`. */
export const engineCommand = (plan: EnginePlan): string =>
  plan.runtime === 'vllm' ? vllmCommand(plan) : transformersCommand(plan)

function transformersCommand({workspace, model}: EnginePlan): string {
  return [
    'accelerate launch --num_processes=1 --num_machines=1 --machine_rank=0 --gpu_ids=all',
    '/workspace/tfs/inference_api.py',
    `--pretrained_model_name_or_path=${model.id}`,
    `--served_model_name=${servedName(workspace, model)}`,
    '--pipeline=text-generation',
    '--torch_dtype=bfloat16',
    '--allow_remote_files',
  ].join(' ')
}

function vllmCommand(plan: EnginePlan): string {
  const {workspace, model, gpu, nodes} = plan
  const {annotations = {}, labels = {}} = workspace.metadata
  const mistral = model.tokenizerMode === 'mistral'
  const mode = annotations[annotation.performanceMode]
  const parts = [
    'python3 /workspace/vllm/inference_api.py',
    `--model=${model.id}`,
    '--download-dir=/workspace/weights',
    `--served-model-name=${servedName(workspace, model)}`,
    '--max-model-len=auto',
    '--gpu-memory-utilization=0.84',
    `--dtype=${model.quantization === undefined ? 'bfloat16' : 'auto'}`,
    '--trust-remote-code',
    `--load_format=${mistral ? 'mistral' : 'auto'}`,
    `--config_format=${mistral ? 'mistral' : 'auto'}`,
    `--tokenizer_mode=${model.tokenizerMode ?? 'auto'}`,
    `--kv-events-config='{"enable_kv_cache_events":true}'`,
    '--compilation-config.pass_config.fuse_allreduce_rms=False',
    ...spread(model, gpu, nodes),
    ...(adaptersOf(workspace).length > 0 ? ['--enable-lora'] : []),
    ...(workspace['inference']?.config ? ['--kaito-config-file=/mnt/config/inference_config.yaml'] : []),
    ...(model.toolParser ? [`--tool-call-parser=${model.toolParser}`, '--enable-auto-tool-choice'] : []),
    ...(model.reasoningParser ? [`--reasoning-parser=${model.reasoningParser}`] : []),
    ...(mode && mode !== 'balanced' ? [`--performance-mode=${mode}`] : []),
    ...(labels[label.role] === 'decode' ? ['--port=5001'] : []),
  ]
  return parts.join(' ')
}

function spread(model: KaitoModel, gpu: GpuFacts, nodes: number): string[] {
  const {tensor, pipeline, data} = parallelismOf(model.weightGiB, gpu, nodes)
  const noOffload = '--kaito-kv-cache-cpu-memory-utilization=0'
  if (pipeline > 1) {
    return [
      `--tensor-parallel-size=${tensor}`,
      `--pipeline-parallel-size=${pipeline}`,
      '--distributed-executor-backend=ray',
      noOffload,
    ]
  }
  return data > 1
    ? [`--data-parallel-size=${data}`, '--tensor-parallel-size=1', noOffload]
    : [`--tensor-parallel-size=${tensor}`]
}
