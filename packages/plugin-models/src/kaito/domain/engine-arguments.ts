import {type KaitoModel, servedNameOf} from '@ome/capacity/kaito-models'
import {parallelismOf} from '@ome/capacity/kaito-nodes'
import type {SizingRow} from '@ome/kaito/sizing'
import type {EngineRuntime} from './catalogue.ts'

/** The command line an engine gets. Source: KAITO v0.12.0 `pkg/model/interface.go`. */
export const engineArguments = (
  model: KaitoModel,
  runtime: EngineRuntime,
  row: SizingRow | undefined,
): readonly string[] => (runtime === 'vllm' ? vllmArguments(model, row) : transformersArguments(model))

const transformersArguments = ({id}: KaitoModel): readonly string[] => [
  'accelerate launch --num_processes=1 --num_machines=1 --machine_rank=0 --gpu_ids=all',
  '/workspace/tfs/inference_api.py',
  `--pretrained_model_name_or_path=${id}`,
  `--served_model_name=${servedNameOf(id)}`,
  '--pipeline=text-generation',
  '--torch_dtype=bfloat16',
  '--allow_remote_files',
]

function vllmArguments(model: KaitoModel, row: SizingRow | undefined): readonly string[] {
  const format = model.tokenizerMode === 'mistral' ? 'mistral' : 'auto'
  // KAITO leaves more room on this model.
  const share = row?.instance.gpuModel === 'NVIDIA A10' ? '0.82' : '0.84'
  return [
    'python3 /workspace/vllm/inference_api.py',
    `--model=${model.id}`,
    '--download-dir=/workspace/weights',
    `--served-model-name=${servedNameOf(model.id)}`,
    '--max-model-len=auto',
    `--gpu-memory-utilization=${share}`,
    `--dtype=${model.quantization === undefined ? 'bfloat16' : 'auto'}`,
    '--trust-remote-code',
    `--load_format=${format}`,
    `--config_format=${format}`,
    `--tokenizer_mode=${model.tokenizerMode ?? 'auto'}`,
    `--kv-events-config='{"enable_kv_cache_events":true}'`,
    '--compilation-config.pass_config.fuse_allreduce_rms=False',
    ...(row ? spread(model, row) : []),
    ...(model.toolParser ? [`--tool-call-parser=${model.toolParser}`, '--enable-auto-tool-choice'] : []),
    ...(model.reasoningParser ? [`--reasoning-parser=${model.reasoningParser}`] : []),
  ]
}

function spread({weightGiB}: KaitoModel, {instance, nodes}: SizingRow): readonly string[] {
  const {tensor, pipeline, data} = parallelismOf(weightGiB, instance, nodes)
  const alone = '--kaito-kv-cache-cpu-memory-utilization=0'
  if (pipeline > 1)
    return [
      `--tensor-parallel-size=${tensor}`,
      `--pipeline-parallel-size=${pipeline}`,
      '--distributed-executor-backend=ray',
      alone,
    ]
  return data > 1
    ? [`--data-parallel-size=${data}`, '--tensor-parallel-size=1', alone]
    : [`--tensor-parallel-size=${tensor}`]
}
