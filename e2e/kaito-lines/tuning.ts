import assert from 'node:assert/strict'
import type {Course, Place} from '../source-lines.ts'

const inLab = async (place: Place): Promise<void> => {
  const {code, err} = await place.shell('kubectl config use-context lab')
  assert.equal(code, 0, err)
}

const text = async (place: Place, name: string, key: string, namespace: string): Promise<string> =>
  (await place.object(`configmap/${name}`, '-n', namespace)).data[key]

const training = 'training_config.yaml'
const notTunable = 'KAITO tunes nine models, and buys the node before it notices'

/** Runs and configs are made in a namespace that has the claims and secrets. */
export const tuningStart: Course = {
  name: 'starting runs',
  lines: [
    {
      section: 'K11',
      line: 'kubectl kaito tune --name my-tuning --model phi-3-mini --method qlora --input gs://my-dataset --output my-registry/adapter:v1',
      first: inLab,
      code: 2,
      err: ['"gs://my-dataset" is a bucket', 'gs://BUCKET/OBJECT'],
      refused: 'a bucket is no file, and KAITO downloads files by their URL',
      effect: async (place) =>
        assert.equal(
          await place.kubectl('get', 'workspaces', '-n', 'lab', '-o', 'name'),
          'workspace.kaito.sh/my-inference-workspace\n',
        ),
    },
    {
      section: 'K12',
      line: 'kubectl kaito tune --name my-tuning --model falcon-7b --method lora --config my-lora-config --input pvc://training-data --output pvc://output-adapters --epochs 5 --batch-size 4',
      code: 2,
      err: ['KAITO cannot tune tiiuae/falcon-7b', 'ConfigMap "my-lora-config" not found in namespace "lab"'],
      refused: notTunable,
    },
    {
      section: 'K16',
      line: 'kubectl kaito tune --name my-tuning --model llama-3.3-70b --method qlora --auto-optimize-resources --instance-type Standard_NC24ads_A100_v4 --show-cost-estimate',
      code: 2,
      err: ['KAITO cannot tune llama-3.3-70b-instruct', 'it tunes phi-4, phi-4-mini-instruct'],
      refused: notTunable,
    },
    {
      section: 'K42',
      line: 'kubectl kaito config create-tuning --name my-qlora-config --method qlora --model phi-3-mini',
      out: ['configmap/my-qlora-config created'],
      err: ['note: "phi-3-mini" is taken as phi-3-mini-4k-instruct'],
      async effect(place) {
        assert.match(await text(place, 'my-qlora-config', training, 'lab'), /\n {4}load_in_4bit: true\n/)
        const {metadata} = await place.object('configmap/my-qlora-config', '-n', 'lab')
        assert.equal(metadata.annotations['ome.cli/model'], 'phi-3-mini-4k-instruct')
      },
    },
    {
      section: 'K43',
      line: 'kubectl kaito config create-tuning --name my-lora-config --method lora --model falcon-7b --from-template',
      out: ['configmap/my-lora-config created'],
      err: ['warning: KAITO cannot tune tiiuae/falcon-7b'],
      effect: async (place) =>
        assert.match(await text(place, 'my-lora-config', training, 'lab'), /\n {4}load_in_4bit: false\n/),
    },
    {
      section: 'K46',
      line: 'kubectl kaito config create-inference --name my-vllm-config --runtime vllm --model phi-3-mini',
      out: ['configmap/my-vllm-config created'],
      effect: async (place) =>
        assert.match(
          await text(place, 'my-vllm-config', 'inference_config.yaml', 'lab'),
          /\nvllm:\n {2}cpu-offload-gb: 0\n/,
        ),
    },
    {
      section: 'K51',
      line: 'kubectl kaito config templates create --name my-template --from qlora-params-template',
      out: ['configmap/my-template created'],
      async effect(place) {
        const {out} = await place.shell('kubectl kaito config templates list')
        assert.match(out, /\nmy-template +tuning +namespace \(lab\)\n/)
      },
    },
    {
      section: 'K90',
      line: 'kubectl kaito tune --name workspace-llama-3-tune --dataset gs://teamA-ds --preset qlora',
      code: 2,
      err: ['which model? --model is missing', '"gs://teamA-ds" is a bucket'],
      refused: 'it names no model, and a bucket is no file',
    },
    {
      section: 'K94',
      line: 'kaitoctl tune --name social-sentiment --interactive',
      stdin: [
        'phi-4-mini-instruct',
        '',
        'https://data.example.com/train.parquet',
        'my-registry/social:v1',
        '',
        '1',
        '',
        'y',
        '',
      ].join('\n'),
      out: ['configmap/social-sentiment-config created', 'workspace/social-sentiment created'],
      err: ['Method, lora or qlora [qlora]: ', 'Create it? [y/N]: y'],
      async effect(place) {
        const {tuning} = await place.object('workspace/social-sentiment', '-n', 'lab')
        assert.deepEqual([tuning.method, tuning.config], ['qlora', 'social-sentiment-config'])
      },
    },
  ],
}

/** The run that is there, and the configs. */
export const tuning: Course = {
  name: 'runs and configs',
  lines: [
    {
      section: 'K13',
      line: 'kubectl kaito tune status my-tuning',
      out: [/\nState: +Running\nJob: +running\nStage: .*\[train\]/, 'step 120 of 300', /\nLoss: +0\.94 /],
    },
    {section: 'K14', line: 'kubectl kaito tune logs my-tuning --follow', until: "{'loss': 0.94, "},
    {
      section: 'K15',
      line: 'kubectl kaito tune metrics my-tuning --show-gpu-utilization',
      out: [/^GPU +LOAD +TEMP +MEM\nGPU-\S+ +93% +64 C /],
    },
    {
      section: 'K58',
      line: 'kubectl kaito metrics tuning --workspace my-tuning --show-loss-curve',
      out: [/^loss\n2\.31 /, /\n120 +1\.2 +0\.94 /],
    },
    {
      section: 'K44',
      line: 'kubectl kaito config edit-tuning my-qlora-config --set lora.r=16 --set lora.alpha=32',
      out: [/^configmap\/my-qlora-config configured \(r 8 (?:→|->) 16, lora_alpha 8 (?:→|->) 32\)\n$/],
      async effect(place) {
        const after = await text(place, 'my-qlora-config', training, 'default')
        assert.match(after, /\n {4}r: 16\n {4}lora_alpha: 32\n/)
        assert.match(after, /# all rows are trained on/)
      },
    },
    {
      section: 'K45',
      line: 'kubectl kaito config show-tuning my-qlora-config --output yaml',
      out: [/^training_config:\n/, '# all rows are trained on'],
    },
    {
      section: 'K47',
      line: 'kubectl kaito config edit-inference my-vllm-config --set max_tokens=2048 --set temperature=0.7',
      code: 2,
      err: ['max_tokens is an option of a request', 'temperature is an option of a request', 'max-model-len'],
      refused: 'they are options of a request, and the server ends on arguments it does not know',
    },
    {
      section: 'K48',
      line: 'kubectl kaito config show-inference my-vllm-config --output json',
      effect(_place, {out}) {
        assert.deepEqual(JSON.parse(out).config, {kv_cache_cpu_memory_utilization: 0.5, vllm: {'cpu-offload-gb': 0}})
      },
    },
    {
      section: 'K49',
      line: 'kubectl kaito config templates list',
      out: [/^NAME +KIND +SOURCE\n/, /\nqlora-params-template +tuning +operator \(kaito-workspace\)\n/],
    },
    {
      section: 'K50',
      line: 'kubectl kaito config templates show qlora-params-template --output yaml',
      out: [/^training_config:\n/, 'load_in_4bit: true'],
    },
    {
      section: 'K52',
      line: 'kubectl kaito config validate my-qlora-config --model phi-3-mini',
      out: [/^RULE +RESULT +DETAIL\n/, /\ntunable +ok +KAITO tunes phi-3-mini-4k-instruct\n/],
    },
    {
      section: 'K53',
      line: 'kubectl kaito config validate my-vllm-config --instance-type Standard_NC6s_v3',
      code: 3,
      out: [/\ninstance-type +fail +Standard_NC6s_v3: NVIDIA V100 /],
    },
  ],
}
