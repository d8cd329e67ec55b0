import assert from 'node:assert/strict'
import {at, list} from '@ome/capacity/fields'
import {golden} from '@ome/testkit/golden'
import CreateRuntime from '../src/commands/create/runtime.ts'
import {scenario, type TestWorld} from './world.ts'

const source = 'vllm-llama-3-3-70b'

describe('ome create runtime', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await scenario('tour-ome')
  })
  after(() => cluster.stop())
  const create = (...argv: readonly string[]) => cluster.run(CreateRuntime, argv)
  const shows = (file: string, text: string) => golden(import.meta.dirname, `create-runtime/${file}`, text)
  const spec = (name: string) => at(cluster.get('clusterservingruntimes', name), 'spec')
  const format = (name: string) => list(at(spec(name), 'supportedModelFormats'))[0]
  const runner = (name: string) => at(spec(name), 'engineConfig', 'runner')

  it('copies one with other GPUs, for the requests, the limits and the parallelism', async () => {
    const {code, out, err} = await create(
      '--from',
      source,
      '--name',
      'custom-llama',
      '--set',
      'gpus=8',
      '--set',
      'tensorParallelism=8',
    )
    shows('copy', `${err}${out}`)
    assert.equal(code, 0)
    assert.equal(at(runner('custom-llama'), 'resources', 'limits', 'nvidia.com/gpu'), '8')
    assert.ok((at(runner('custom-llama'), 'args') as string[]).includes('--tensor-parallel-size=8'))
    assert.equal(at(format('custom-llama'), 'autoSelect'), false)
  })

  it('makes one of a template for an architecture and a size', async () => {
    const argv = ['--from-template', 'vllm', '--model-arch', 'LlamaForCausalLM', '--model-size', '70B', '--gpus', '4']
    const {code, out, err} = await create(...argv, '--name', 'my-llama-runtime')
    shows('template', `${err}${out}`)
    assert.equal(code, 0)
    assert.deepEqual(at(spec('my-llama-runtime'), 'modelSizeRange'), {min: '63B', max: '77B'})
  })

  it('makes one for a model, in a namespace', async () => {
    const argv = ['--from-template', 'sglang-pd', '--for', 'mistral-7b', '--name', 'pd', '-n', 'ml-team']
    const {code, out} = await create(...argv)
    assert.deepEqual([code, out], [0, 'servingruntime/pd created\n'])
    const made = at(cluster.get('servingruntimes', 'pd', 'ml-team'), 'spec')
    assert.deepEqual(
      ['engineConfig', 'decoderConfig', 'routerConfig'].map((part) => at(made, part, 'runner') !== undefined),
      [true, true, true],
    )
    const again = await create('--from', 'pd', '--name', 'pd-2', '-n', 'ml-team')
    assert.equal(again.code, 0, again.err)
  })

  it('refuses GPUs that do not divide the attention heads of the model', async () => {
    const {code, err} = await create('--from', source, '--name', 'odd', '--for', 'llama-3-3-70b', '--gpus', '3')
    assert.equal(code, 2)
    assert.match(
      err,
      /a tensor parallelism of 3 does not divide the 64 attention heads of model "llama-3-3-70b"\nhint: .*1, 2, 4, 8/,
    )
  })

  it('sets whatever the schema has, with values of its type', async () => {
    const settings = [
      'image=mirror/vllm:v1',
      'memory=200Gi',
      'maxModelLen=8192',
      'args.max-num-seqs=8',
      'args.enable-prefix-caching=true',
      'env.VLLM_LOGGING_LEVEL=DEBUG',
      'engineConfig.runner.readinessProbe.periodSeconds=5',
      'spec.engineConfig.labels["team/name"]=ml',
      'protocolVersions=["openAI","openInference-v2"]',
      'disabled=true',
    ].flatMap((each) => ['--set', each])
    const {code, err} = await create('--from', source, '--name', 'set', ...settings)
    assert.equal(code, 0, err)
    assert.deepEqual(at(runner('set'), 'args'), [
      '--port=8080',
      '--model=$(MODEL_PATH)',
      '--served-model-name=meta-llama/Llama-3.3-70B-Instruct',
      '--tensor-parallel-size=4',
      '--max-model-len=8192',
      '--max-num-seqs=8',
      '--enable-prefix-caching',
    ])
    assert.equal(at(runner('set'), 'resources', 'requests', 'memory'), '200Gi')
    assert.equal(at(runner('set'), 'readinessProbe', 'periodSeconds'), 5)
    assert.equal(at(spec('set'), 'engineConfig', 'labels', 'team/name'), 'ml')
    assert.deepEqual(at(spec('set'), 'protocolVersions'), ['openAI', 'openInference-v2'])
    assert.equal(at(spec('set'), 'disabled'), true)
  })

  it('lets OME choose it only when asked, with a priority that collides with none', async () => {
    const {code, err} = await create(
      '--from',
      source,
      '--name',
      'chosen',
      '--for',
      'llama-3-3-70b',
      '--auto-select',
      '--dry-run',
    )
    assert.equal(code, 0, err)
    const done = await create('--from', source, '--name', 'chosen', '--for', 'llama-3-3-70b', '--auto-select')
    assert.match(done.err, /warning: services that name no runtime get it for llama-3-3-70b from now on/)
    assert.equal(at(format('chosen'), 'priority'), 3)
  })

  for (const [argv, wanted] of [
    [['--from', source, '--name', source], 6],
    [['--from', 'nothing-like-it', '--name', 'x'], 4],
    [['--from', source, '--name', 'x', '--for', 'nothing-like-it'], 4],
    [['--from', source, '--name', 'Not_A_Name'], 2],
    [['--name', 'x'], 2],
    [['--from', source, '--from-template', 'vllm', '--name', 'x'], 2],
    [['--from-template', 'vllm', '--name', 'x'], 2],
    [['--from-template', 'vllm', '--name', 'x', '--model-arch', 'LamaForCausalLM'], 2],
    [['--from-template', 'vllm', '--name', 'x', '--model-arch', 'LlamaForCausalLM', '--model-size', 'large'], 2],
    [['--from', source, '--name', 'x', '--set', 'gpus=8', '--set', 'tensorParallelism=3'], 2],
    [['--from', source, '--name', 'x', '--set', 'gpus=none'], 2],
    [['--from', source, '--name', 'x', '--set', 'gpu=8'], 2],
    [['--from', source, '--name', 'x', '--set', 'gpus'], 2],
    [['--from', source, '--name', 'x', '--set', 'memory=much'], 2],
    [['--from', source, '--name', 'x', '--set', 'image='], 2],
    [['--from', source, '--name', 'x', '--set', 'engineConfig.runer.image=x'], 2],
    [['--from', source, '--name', 'x', '--set', 'engineConfig.runner.readinessProbe.periodSeconds=often'], 2],
    [['--from', source, '--name', 'x', '--set', 'disabled=maybe'], 2],
    [['--from', source, '--name', 'x', '--set', 'protocolVersions=openAI'], 2],
  ] as const)
    it(`refuses ${argv.filter((word) => word !== source).join(' ')}`, async () => {
      const {code, out, err} = await create(...argv)
      assert.deepEqual([code, out], [wanted, ''], err)
      assert.equal(cluster.get('clusterservingruntimes', 'x'), undefined)
    })

  it('says what is wrong with a setting', async () => {
    const settings = [
      'gpu=8',
      'engineConfig.runer.image=x',
      'disabled=maybe',
      'protocolVersions=openAI',
      'tensorParallelism=3',
    ]
    const shown = await Promise.all(settings.map((each) => create('--from', source, '--name', 'x', '--set', each)))
    shows('settings', shown.map(({err}) => err).join(''))
  })
})
