import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {golden} from '@ome/testkit/golden'
import Deploy from '../src/commands/deploy.ts'
import Scale from '../src/commands/scale.ts'
import {type TestWorld, world} from './world.ts'

const model = 'llama-3-1-8b-instruct'
const shows = (file: string, text: string) => golden(import.meta.dirname, `deploy-again/${file}`, text)

describe('ome deploy of a service that is there', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.run(Deploy, [model, '--name', 'chat', '--replicas', '2', '--accelerator', 'nvidia-h100'])
    await cluster.advance(60_000)
  })
  after(() => cluster.stop())
  const again = (...argv: readonly string[]) => cluster.run(Deploy, [model, '--name', 'chat', '--dry-run', ...argv])

  for (const [file, ...argv] of [
    ['label-alone', '--label', 'team=a'],
    ['accelerator-stays', '--replicas', '3'],
    ['lower-bound-stays', '--autoscale', '--max-replicas', '4'],
    ['only-growth-is-counted', '--replicas', '45'],
  ] as const)
    it(`explains what was typed and keeps the rest: ${file}`, async () => {
      const {code, out, err} = await again(...argv)
      shows(file, `${err}${out}`)
      assert.equal(code, 0)
    })

  it('a hub id means the model that was imported from there', async () => {
    const {code, out} = await cluster.run(Deploy, [
      'meta-llama/Llama-3.1-8B-Instruct',
      ...['--name', 'by-id', '--dry-run'],
    ])
    assert.match(out, /^note: "meta-llama\/Llama-3.1-8B-Instruct" was imported as model "llama-3-1-8b-instruct"\n/)
    assert.match(out, /^inferenceservice\/by-id created/m)
    assert.equal(code, 0)
  })
})

describe('free GPUs', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world()
    await cluster.serve('chat')
  })
  after(() => cluster.stop())
  const scale = (...argv: readonly string[]) => cluster.run(Scale, ['chat', ...argv])

  it('too few for a scale is a warning, or an error when strict', async () => {
    const loose = await scale('--replicas', '200', '--dry-run')
    shows('scale-warns', `${loose.err}${loose.out}`)
    const strict = await scale('--replicas', '200', '--strict')
    shows('scale-strict', strict.err)
    assert.deepEqual([loose.code, strict.code, strict.out], [0, 3, ''])
  })

  it('are not looked at where nothing grows', async () => {
    await scale('--replicas', '3')
    cluster.requests.length = 0
    await scale('--replicas', '1')
    assert.deepEqual(
      cluster.requests.filter(({path}) => /\/nodes/.test(path)),
      [],
    )
  })

  it('no warning where nodes may not be read', async () => {
    const {code, err} = await cluster.run(Scale, ['chat', '--replicas', '200', '--dry-run'], {
      kube: async (options, signal) => blind(await cluster.kube(options, signal)),
    })
    assert.deepEqual([code, err], [0, ''])
  })

  it('on cordoned nodes count as none, and the way to look is named', async () => {
    const nodes = {group: '', plural: 'nodes'}
    for (const {metadata} of cluster.api.list(nodes))
      cluster.api.patch(nodes, metadata.name, undefined, {spec: {unschedulable: true}})
    const loose = await cluster.run(Deploy, [model, '--name', 'late', '--dry-run'])
    const strict = await cluster.run(Deploy, [model, '--name', 'late', '--strict'])
    shows('cordoned', `${loose.err}${loose.out}${strict.err}`)
    assert.deepEqual([loose.code, strict.code], [0, 3])
  })
})

const blind = (kube: KubeClient): KubeClient => ({
  ...kube,
  list: async (resource, options) => {
    if (resource.plural === 'nodes') throw new OmeError('denied', 'nodes is forbidden')
    return await kube.list(resource, options)
  },
})
