import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import {golden} from '@ome/testkit/golden'
import Deploy from '../src/commands/deploy.ts'
import {type TestWorld, world} from './world.ts'

const model = 'llama-3-1-8b-instruct'
const shows = (file: string, text: string) => golden(import.meta.dirname, `deploy/${file}`, text)

describe('ome deploy', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({objects: [absent, lame]})
  })
  after(() => cluster.stop())
  const deploy = (...argv: readonly string[]) => cluster.run(Deploy, argv)
  const spec = (name: string, ...path: readonly string[]) => at(cluster.service(name), 'spec', ...path)

  for (const [file, ...argv] of [
    ['dry-run', '--dry-run'],
    ['dry-run.yaml', '--dry-run', '-o', 'yaml'],
    ['client.yaml', '--dry-run=client', '-o', 'yaml', '--env', 'MODE=fast', '--label', 'team=a', '--monitoring'],
    ['diff', '--diff'],
    ['plan.json', '--dry-run', '-o', 'json'],
    ['name', '--dry-run', '-o', 'name'],
    ['jsonpath', '--dry-run', '-o', 'jsonpath={.changes[0].action} {.changes[0].reason}'],
    ['autoscale', '--dry-run', '--autoscale', '--max-replicas', '4', '--replicas', '2'],
    ['accelerator', '--dry-run', '--accelerator', 'nvidia-h100', '-o', 'yaml'],
    ['short-name', '--dry-run', '--replicas', '200'],
  ] as const)
    it(`shows what it would do and does nothing: ${file}`, async () => {
      const typed = file === 'short-name' ? 'llama-3-1-8b' : model
      const {code, out, err} = await deploy(typed, '--name', 'shown', ...argv)
      shows(file, `${err}${out}`)
      assert.equal(code, 0)
      assert.equal(cluster.service('shown'), undefined)
    })

  it('creates the service, says why and what it costs', async () => {
    const {code, out, err} = await deploy(model, '--name', 'chat', '--replicas', '2')
    shows('created', `${err}${out}`)
    assert.equal(code, 0)
    assert.equal(spec('chat', 'model', 'kind'), 'ClusterBaseModel')
    assert.deepEqual([spec('chat', 'engine', 'minReplicas'), spec('chat', 'engine', 'maxReplicas')], [2, 2])
  })

  it('names the service after the model, and tells the outcome as JSON', async () => {
    const {code, out} = await deploy(model, '-o', 'json')
    assert.equal(code, 0)
    assert.deepEqual([JSON.parse(out).applied, JSON.parse(out).results[0].outcome], [true, 'created'])
    assert.notEqual(cluster.service(model), undefined)
  })

  it('a second time changes what is typed, or nothing', async () => {
    await deploy(model, '--name', 'again', '--env', 'A=1', '--env', 'B=2')
    const same = await deploy(model, '--name', 'again')
    const changed = await deploy(model, '--name', 'again', '--replicas', '3', '--env', 'B=3', '--label', 'team=a')
    shows('again', `${same.err}${same.out}${changed.err}${changed.out}`)
    assert.deepEqual([same.code, changed.code, spec('again', 'engine', 'minReplicas')], [0, 0, 3])
    assert.deepEqual(spec('again', 'engine', 'runner', 'env'), [
      {name: 'A', value: '1'},
      {name: 'B', value: '3'},
    ])
  })

  for (const [file, expected, ...argv] of [
    ['unknown-model', 4, 'nope'],
    ['no-model', 2],
    ['unknown-runtime', 4, model, '--runtime', 'nope'],
    ['runtime-that-does-not-fit', 1, model, '--runtime', 'vllm-phi-4'],
    ['unknown-accelerator', 4, model, '--accelerator', 'tpu'],
    ['model-on-no-node', 1, 'absent'],
    ['model-without-format', 1, 'lame'],
    ['min-above-max', 2, model, '--autoscale', '--min-replicas', '5', '--max-replicas', '2'],
    ['bounds-without-autoscale', 2, model, '--no-autoscale', '--max-replicas', '2'],
    ['outside-bounds', 2, model, '--autoscale', '--max-replicas', '2', '--replicas', '5'],
    ['serverless', 2, model, '--autoscale', '--min-replicas', '0'],
    ['no-replicas', 2, model, '--replicas', '0'],
    ['bad-name', 2, model, '--name', 'Not_A_Name'],
    ['bad-env', 2, model, '--env', 'novalue'],
    ['bad-label', 2, model, '--label', 'team=not a label'],
    ['bad-label-key', 2, model, '--label', '-team=a'],
    ['surplus', 2, model, 'chat'],
    ['bad-output', 2, model, '-o', 'xml'],
    ['bad-timeout', 2, model, '--timeout', 'soon'],
    ['too-few-gpus', 3, model, '--replicas', '200', '--strict'],
    ['other-model', 6, 'mistral-7b', '--name', 'taken'],
    ['no-namespace', 4, model, '-n', 'nowhere'],
    ['no-hub-model', 4, 'Qwen/Qwen3-8B'],
    ['error.json', 4, 'nope', '-o', 'json'],
  ] as const)
    it(`refuses: ${file}`, async () => {
      if (file === 'other-model') await deploy(model, '--name', 'taken')
      const before = cluster.api.list({group: 'ome.io', plural: 'inferenceservices'}).length
      const {code, out, err} = await deploy(...argv)
      shows(file, err)
      assert.deepEqual([code, out], [expected, ''])
      assert.equal(cluster.api.list({group: 'ome.io', plural: 'inferenceservices'}).length, before)
    })

  it('waits until the service is ready', async () => {
    const {code, out} = await cluster.pass(Deploy, [model, '--name', 'waited', '--wait'])
    assert.match(
      out,
      /^inferenceservice\/waited created\nservice\/waited Progressing 0\/1.*\n(?:.+\n)*service\/waited Ready 1\/1\n$/,
    )
    assert.equal(code, 0)
  })

  it('deploys before the model is there, when asked to', async () => {
    const {code, err} = await deploy('absent', '--wait-model')
    shows('wait-model', err)
    assert.equal(code, 0)
  })

  it('gives up after the time allowed, with the way to look on', async () => {
    const {code, err} = await deploy(model, '--name', 'slow', '--wait', '--timeout', '1s')
    assert.equal(err.split('\n').slice(-3).join('\n'), lateText)
    assert.equal(code, 3)
  })

  it('Ctrl-C ends the waiting and leaves the service', async () => {
    const stop = new AbortController()
    const {code, out, err} = await cluster.run(Deploy, [model, '--name', 'left', '--wait'], {
      signal: stop.signal,
      onWrite: (_, text) => text.includes('Progressing') && stop.abort(),
    })
    assert.match(out, /^inferenceservice\/left created\nservice\/left Progressing/)
    shows('left', err.split('\n').slice(-4).join('\n'))
    assert.equal(code, 130)
    assert.notEqual(cluster.service('left'), undefined)
  })

  it('on a terminal draws the status in place while it waits', async () => {
    const {code, out} = await cluster.pass(Deploy, [model, '--name', 'drawn', '--wait'], {tty: true})
    assert.match(out, /Service: {2}drawn in default\n/)
    assert.match(out, /Ready \(1\/1 replicas\)/)
    assert.equal(code, 0)
  })
})

describe('ome deploy where it cannot work', () => {
  it('ends as soon as the engine crashes for good, with its last error', async () => {
    const cluster = await world()
    try {
      cluster.api.patch(runtimes, 'srt-llama-3-1-8b-instruct', undefined, tooLarge)
      const {code, out, err} = await cluster.pass(Deploy, [model, '--name', 'chat', '--wait'])
      shows('crash', err)
      assert.match(
        out,
        /\nservice\/chat Failed 0\/1: the engine runs out of GPU memory: the model is too large for the GPUs it gets\n$/,
      )
      assert.equal(code, 1)
    } finally {
      await cluster.stop()
    }
  })

  it('warns when every GPU is taken, and waits', async () => {
    const cluster = await world({scenario: 'no-gpu'})
    try {
      const {code, err} = await cluster.run(Deploy, ['mistral-7b', '--name', 'second'])
      shows('no-gpu', err)
      assert.equal(code, 0)
      const strict = await cluster.run(Deploy, ['mistral-7b', '--name', 'third', '--strict'])
      shows('no-gpu-strict', strict.err)
      assert.equal(strict.code, 3)
    } finally {
      await cluster.stop()
    }
  })

  it('says that OME is missing', async () => {
    const cluster = await world({scenario: 'empty'})
    try {
      const {code, out, err} = await cluster.run(Deploy, [model])
      shows('without-ome', err)
      assert.deepEqual([code, out], [4, ''])
    } finally {
      await cluster.stop()
    }
  })
})

const lateText = `error: timed out after 1s waiting for service "slow" to be ready
hint: see what blocks it: ome status service slow -n default
`

const runtimes = {group: 'ome.io', plural: 'clusterservingruntimes'}

/** The runtime starts an engine whose weights are too large for its GPU. */
const tooLarge = {
  spec: {
    engineConfig: {
      runner: {
        name: 'ome-container',
        image: 'lmsysorg/sglang:v0.5.5.post3',
        args: ['--port=8080', '--model-path=meta-llama/Llama-3.3-70B-Instruct', '--tp-size=1'],
        resources: {limits: {'nvidia.com/gpu': '1'}, requests: {'nvidia.com/gpu': '1'}},
      },
    },
  },
}

const base = {apiVersion: 'ome.io/v1beta1', kind: 'ClusterBaseModel'}

/** A model that no node downloads: its storage wants a label that no node has. */
const absent = {
  ...base,
  metadata: {name: 'absent'},
  spec: {
    vendor: 'meta',
    storage: {
      storageUri: 'hf://meta-llama/Llama-3.1-8B-Instruct',
      path: '/raid/models/absent',
      nodeSelector: {'node.example/none': 'true'},
    },
    modelFormat: {name: 'safetensors', version: '1.0.0'},
    modelFramework: {name: 'transformers', version: '4.42.3'},
    modelArchitecture: 'LlamaForCausalLM',
    modelParameterSize: '8.03B',
  },
}

/** A model whose format nobody knows yet. */
const lame = {
  ...base,
  metadata: {name: 'lame'},
  spec: {
    storage: {storageUri: 's3://bucket/lame', path: '/raid/models/lame'},
    modelFormat: {name: ''},
  },
}
