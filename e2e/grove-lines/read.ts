import assert from 'node:assert/strict'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import type {Course} from '../source-lines.ts'

/** What a bundle of `kubectl grove diagnostics` holds, and that it is nobody else's. */
function isBundle(folder: string): void {
  const parts = ['events', 'grove', 'logs', 'manifest.json', 'nodes', 'operator', 'pods', 'scheduler', 'summary.txt']
  assert.deepEqual(readdirSync(folder).sort(), parts)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((file) => file.isFile())
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name), 'utf8')
    assert.doesNotMatch(text, /hf_tourSecret0001|sk-tourSecret0002/, file.name)
  }
}

const metrics = /^ROLE +PODS +TOK\/S +TTFT-P50 +TTFT-P99 +TPOT-P50 +TPOT-P99 +KV +GPU +QUEUE +ACTIVE +SOURCE\n/

/** The lines that change nothing, of the document about the plugin. */
export const read: Course = {
  name: 'reading',
  lines: [
    {
      section: 'status',
      line: 'kubectl grove status my-inference -n prod',
      out: [
        /^NAME +REPLICAS +GANGS +READY +GPUS +PLACEMENT +REVISION +HEALTH +AGE\nmy-inference +1\/1 +1\/1 +12\/12 +24 +0\.50 computed +5 +Healthy /,
        /\n {2}prefill +\[P\] +4\/4 +min 2 +8 GPU +\[########\] 100% +block-a\/rack-1 x4\n/,
        /\n {2}decode +\[D\] +8\/8 +min 4 +16 GPU +\[########\] 100% +block-a\/rack-1 x7, block-a\/rack-2 x1\n/,
      ],
    },
    {
      section: 'status',
      line: 'kubectl grove status -a -n prod',
      out: [/\nchat +1\/1 +1\/2 +3\/4 .* Degraded /, /\nmy-inference +1\/1 .* Healthy /],
    },
    {
      section: 'topology',
      line: 'kubectl grove topology my-inference -n prod',
      out: [
        'grove-topology: block > rack > host      score 0.50 computed (rack: 2 used, 1 suffices)',
        /\nblock-a\/rack-1 {3}32\/32 GPUs {3}my-inference 22, other 10\n {2}node-gpu-01 \[PPPPDD::\] 8\/8 {3}\[P\] prefill-0 {2}\[P\] prefill-1 {2}\[D\] decode-0\n/,
        '! decode-7 is outside block-a/rack-1, which is full: 2 GPUs short (held by research/batch-2)',
      ],
    },
    {
      section: 'topology',
      line: 'kubectl grove topology my-inference -n prod -w',
      until: 'decode-7 is outside block-a/rack-1',
    },
    {
      section: 'health',
      line: 'kubectl grove health my-inference -n prod',
      out: [/^prod\/my-inference {2}Healthy /, /prefill \[P\] {2}4\/4 ready, min 2 {2}GPU 78% memory 45 GiB of 80 GiB/],
    },
    {
      section: 'health',
      line: 'kubectl grove health -a -n prod -w',
      until: /prod\/chat {2}Degraded [\s\S]*prod\/my-inference {2}Healthy /,
    },
    {
      section: 'diagnostics',
      line: 'kubectl grove diagnostics -n prod -o ./diag-output',
      out: ['Output written to ./diag-output\n'],
      err: [/Collecting podcliquesets\.\.\. done \(2\)\n/, /Collecting events\.\.\. done \(/],
      effect: ({folder}) => isBundle(join(folder, 'diag-output')),
    },
    {
      section: 'metrics',
      line: 'kubectl grove metrics my-inference -n prod',
      out: [metrics, /\nprefill +4\/4 +\d+ .* vLLM, \d+s\n/, /\ndecode +8\/8 +\d+ .* vLLM, \d+s\n$/],
    },
    {
      section: 'metrics',
      line: 'kubectl grove metrics my-inference -n prod --role prefill',
      out: [metrics, /\nprefill +4\/4 [^\n]*\n$/],
    },
    {
      section: 'metrics',
      line: 'kubectl grove metrics my-inference -n prod -w --json',
      until: /^\{"apiVersion":"ome\.cli\/v1","kind":"GroveMetricsList",[^\n]*\n\{/,
    },
    {
      section: 'compare',
      line: 'kubectl grove compare my-inference -n prod --verbose',
      out: [
        /\nprefill\.workers +4 +4 +ok +reported\n/,
        /\nprefill\.image +nvcr\.io\/nvidia\/vllm:v1\.1\.2 +nvcr\.io\/nvidia\/vllm:v1\.2\.0 +differs +template\n/,
        /\nracks +1 +2 \(needed 1\) +differs /,
        'kubectl grove update my-inference -n prod --image nvcr.io/nvidia/vllm:v1.1.2 --role prefill --role decode',
      ],
    },
    {
      section: 'appendix',
      line: 'kubectl apply -f my-inference-pcs.yaml',
      out: [/^podcliqueset\.grove\.io\/my-inference (configured|unchanged)\n$/],
    },
    {
      section: 'appendix',
      line: 'kubectl grove status my-inference -n prod',
      out: [/\nmy-inference +1\/1 /],
    },
    {
      section: 'appendix',
      line: 'kubectl grove topology my-inference -n prod',
      out: [/^grove-topology: block > rack > host /],
    },
    {
      section: 'appendix',
      line: 'kubectl grove diagnostics -n prod -o ./debug',
      out: ['Output written to ./debug\n'],
      effect: ({folder}) => isBundle(join(folder, 'debug')),
    },
  ],
}
