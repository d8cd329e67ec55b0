import assert from 'node:assert/strict'
import type {Course} from '../source-lines.ts'

/** What the catalogue says. */
export const models: Course = {
  name: 'the catalogue',
  lines: [
    {
      section: 'K32',
      line: 'kubectl kaito models list --output table',
      out: [/^NAME +WEIGHTS +CONTEXT +RUNTIMES +TUNE +TOOLS +GATED\n(.+\n){60}$/],
    },
    {
      section: 'K33',
      line: 'kubectl kaito models list --output json',
      effect: (_, {out}) => assert.equal(JSON.parse(out).items.length, 60),
    },
    {
      section: 'K34',
      line: 'kubectl kaito models describe phi-3.5-mini-instruct',
      out: [/^Weights: +7\.12 GiB$/m, /^Standard_NV36ads_A10_v5 +1 +1 +3\.20$/m],
    },
    {
      section: 'K35',
      line: 'kubectl kaito models describe llama-3.3-70b-instruct --show-runtime-params',
      out: ['--tool-call-parser=llama3_json', '--pipeline-parallel-size=3'],
    },
    {
      section: 'K36',
      line: 'kubectl kaito models validate --model phi-3-mini --instance-type Standard_NC6s_v3',
      code: 3,
      out: [/^Verdict: +no$/m, 'Standard_NV36ads_A10_v5 would do, 3.20 USD/h'],
      refused: 'Azure retired the size, and KAITO dropped the GPU',
    },
    {
      section: 'K37',
      line: 'kubectl kaito models validate --model llama-3.3-70b --distributed --nodes 4',
      out: [/^Verdict: +yes$/m, '3 nodes of Standard_NC24ads_A100_v4 within 4'],
    },
    {
      section: 'K38',
      line: 'kubectl kaito models runtime --model phi-3-mini --runtime vllm',
      out: [/^Runs with vllm: +yes$/m, '--served-model-name=phi-3-mini-4k-instruct'],
    },
    {
      section: 'K39',
      line: 'kubectl kaito models runtime --model falcon-7b --runtime transformers --show-config',
      code: 3,
      out: [/^Runs with transformers: +no$/m, '--model=tiiuae/falcon-7b', 'kv_cache_cpu_memory_utilization'],
      refused: 'KAITO runs this model with vLLM alone',
    },
    {
      section: 'K40',
      line: 'kubectl kaito models estimate --model llama-3.3-70b-instruct --replicas 2',
      out: [/^SKU +NODES +GPUS +USD\/H\nStandard_NC24ads_A100_v4 +6 +6 +22\.038\n/],
    },
    {
      section: 'K41',
      line: 'kubectl kaito models estimate --model phi-3-mini --method qlora --show-cost',
      out: [/^Standard_NV36ads_A10_v5 +1 +1 +3\.20 +76\.80 +2336\.00$/m, 'own estimate: qlora'],
    },
    {
      section: 'K88',
      line: 'kubectl kaito models runtime --model phi-3-mini --check-compatibility',
      out: [/^FEATURE +VLLM +TRANSFORMERS\n/m, /^strength of adapters +no +yes$/m],
    },
  ],
}
