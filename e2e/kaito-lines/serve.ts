import assert from 'node:assert/strict'
import type {Course, Line, Place} from '../source-lines.ts'

/** Each line is the first of its name. */
const inLab = async (place: Place): Promise<void> => {
  const {code, err} = await place.shell('kubectl config use-context lab')
  assert.equal(code, 0, err)
  await place.kubectl('delete', 'workspace', 'my-workspace', '-n', 'lab', '--ignore-not-found', '--timeout=20s')
}

const workspace = (place: Place, name: string) => place.object(`workspace/${name}`, '-n', 'lab')

const instance = (type: string) => new RegExp(`^\\d+ nodes? × \\d+ GPUs? of ${type} `, 'm')

/** What is deployed and looked for in a namespace of its own. */
export const deploy: Course = {
  name: 'deploying',
  lines: [
    {
      section: 'K1',
      line: 'kubectl kaito deploy --name my-workspace --model phi-3.5-mini-instruct --instance-type Standard_NC6s_v3',
      first: inLab,
      out: ['workspace/my-workspace created'],
      err: [
        'Standard_NC6s_v3 (3.06 USD/h) is not offered',
        'Standard_NV36ads_A10_v5 (3.20 USD/h) takes its place',
        'price: 3.20 USD/h',
      ],
      effect: async (place) => {
        const {resource, inference} = await workspace(place, 'my-workspace')
        assert.equal(resource.instanceType, 'Standard_NV36ads_A10_v5')
        assert.equal(inference.preset.name, 'phi-3.5-mini-instruct')
      },
    },
    {
      section: 'K2',
      line: 'kubectl kaito deploy --name my-workspace --model phi-3-mini --runtime vllm',
      first: inLab,
      err: ['"phi-3-mini" is taken as phi-3-mini-4k-instruct'],
      effect: async (place) =>
        assert.equal((await workspace(place, 'my-workspace')).metadata.annotations['kaito.sh/runtime'], 'vllm'),
    },
    {
      section: 'K3',
      line: 'kubectl kaito deploy --name my-workspace --model falcon-7b --runtime transformers',
      first: inLab,
      code: 2,
      err: ['does not run tiiuae/falcon-7b with transformers', '--runtime vllm', 'mistral-7b-instruct'],
      refused: 'KAITO runs this model with vLLM alone',
      effect: (place) => place.isGone('workspace/my-workspace', '-n', 'lab'),
    },
    {
      section: 'K4',
      line: 'kubectl kaito deploy --name my-workspace --model phi-3-mini --adapter my-adapter:v1 --adapter-strength 0.8',
      first: inLab,
      err: ['runtime transformers: vLLM takes no --adapter-strength 0.8'],
      effect: async (place) => {
        const {metadata, inference} = await workspace(place, 'my-workspace')
        assert.equal(metadata.annotations['kaito.sh/runtime'], 'transformers')
        assert.deepEqual(inference.adapters, [{source: {name: 'my-adapter', image: 'my-adapter:v1'}, strength: '0.8'}])
      },
    },
    {
      section: 'K5',
      line: 'kubectl kaito deploy --name my-distributed --model llama-3.3-70b --distributed --nodes 4 --runtime vllm',
      err: [
        instance('Standard_NC24ads_A100_v4'),
        'price: 11.019 USD/h',
        'secret hf-token is used',
        'KAITO computes 3 nodes',
      ],
      effect: async (place) => {
        const {preset} = (await workspace(place, 'my-distributed')).inference
        assert.equal(preset.presetOptions.modelAccessSecret, 'hf-token')
      },
    },
    {
      section: 'K6',
      line: 'kubectl kaito deploy --name my-workspace --model phi-3-mini --feature-gates vLLM=true,ensureNodeClass=false',
      first: inLab,
      out: ['workspace/my-workspace created'],
      err: ['gates hold for the whole operator', 'gate ensureNodeClass is gone'],
    },
    {
      section: 'K89',
      line: 'kubectl kaito deploy --name workspace-llama-3 --model llama-3 --gpus 1 --preset instruct',
      err: ['"llama-3" is taken as llama-3.1-8b-instruct', 'secret hf-token is used', '--preset says nothing here'],
      effect: async (place) =>
        assert.equal((await workspace(place, 'workspace-llama-3')).inference.preset.name, 'llama-3.1-8b-instruct'),
    },
    {
      section: 'K92',
      line: 'kaitoctl deploy --n workspace-phi --model phi --dry-run > ws.yaml',
      err: ['"phi" is taken as phi-4-mini-instruct'],
      effect: async (place) => {
        const text = place.read('ws.yaml')
        assert.match(text, /^apiVersion: kaito\.sh\/v1beta1$/m)
        assert.match(text, /^ {2}name: workspace-phi$/m)
        assert.doesNotMatch(text, /note:|USD/)
        const {code, out, err} = await place.shell('kubectl apply -f ws.yaml --dry-run=server')
        assert.equal(code, 0, err)
        assert.match(out, /workspace-phi created \(server dry run\)/)
      },
    },
    {
      section: 'K95',
      line: 'kaitoctl deploy --name workspace-mixtral --model mixtral --distributed.enabled=true --distributed.partitions=4',
      err: [/^1 node × 2 GPUs of Standard_NC48ads_A100_v4 /m, 'price: 7.346 USD/h', 'KAITO computes 1 node'],
      effect: async (place) =>
        assert.equal(
          (await workspace(place, 'workspace-mixtral')).inference.preset.name,
          'mistralai/Mixtral-8x7B-Instruct-v0.1',
        ),
    },
  ],
}

const adapters = async (place: Place): Promise<readonly string[]> => {
  const {inference} = await place.object('workspace/my-workspace')
  return inference.adapters.map(({source}: {source: {name: string}}) => source.name)
}

const unscaled: Line = {
  section: 'K7',
  line: 'kubectl kaito scale workspace/my-workspace --replicas 3',
  code: 2,
  err: ['KAITO gives Workspaces no scale', '--convert', '3 × Standard_NC24ads_A100_v4, 11.019 USD/h'],
  refused: 'a Workspace has no scale; an InferenceSet has',
  effect: async (place) => assert.equal(await place.kubectl('get', 'inferencesets', '-o', 'name'), ''),
}

/** What is changed in what runs. */
export const change: Course = {
  name: 'changing what is served',
  lines: [
    unscaled,
    {
      section: 'K78',
      line: 'kaitoctl deploy --model phi-3.5-mini-instruct --cluster prod,staging --dry-run',
      out: [
        /^# context: prod\n/,
        /^# context: staging\n/m,
        /^ {2}name: phi-3-5-mini-instruct$/m,
        'nvidia.com/gpu.product: NVIDIA-A100-80GB-PCIe',
      ],
    },
    {section: 'K80', line: 'kubectl kaito features list', out: [/^vLLM +on +on /m, /^ModelStreaming .* ModelMirror/m]},
    {section: 'K81', line: 'kubectl kaito features status vLLM', out: [/^Effective: +on$/m]},
    {
      section: 'K82',
      line: 'kubectl kaito features enable ensureNodeClass',
      code: 4,
      err: ['has no gate "ensureNodeClass": it made the node class of Karpenter'],
      refused: 'the gate is gone',
    },
    {
      section: 'K83',
      line: 'kubectl kaito adapters list --workspace my-workspace',
      out: [/^NAME +SOURCE +STRENGTH +SERVED\nold-adapter +old-adapter:v1 +1 +yes\n/],
    },
    {
      section: 'K84',
      line: 'kubectl kaito adapters add --workspace my-workspace --adapter new-adapter:v1',
      out: ['workspace/my-workspace configured'],
      err: [/old-adapter,new-adapter +takes effect/],
      effect: async (place) => assert.deepEqual(await adapters(place), ['old-adapter', 'new-adapter']),
    },
    {
      section: 'K85',
      line: 'kubectl kaito adapters remove --workspace my-workspace --adapter old-adapter:v1',
      out: ['workspace/my-workspace configured'],
      effect: async (place) => assert.deepEqual(await adapters(place), ['new-adapter']),
    },
  ],
}
