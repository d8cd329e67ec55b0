import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import Autoscale from '../src/commands/autoscale.ts'
import Undo from '../src/commands/rollout/undo.ts'
import Scale from '../src/commands/scale.ts'
import {type TestWorld, world} from './world.ts'

const scaledObjects = {group: 'keda.sh', plural: 'scaledobjects'}
const autoscalers = {group: 'autoscaling', plural: 'horizontalpodautoscalers'}
const deployments = {group: 'apps', plural: 'deployments'}

describe('ome autoscale', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome'})
    // A Service of that name that leads nowhere is no Prometheus.
    cluster.api.create(
      {group: '', plural: 'services'},
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {name: 'ome-prometheus', namespace: 'ome'},
        spec: {ports: [{port: 9090}]},
      },
    )
  })
  after(() => cluster.stop())
  const autoscale = (line: string) => cluster.run(Autoscale, line.split(' '))
  const scaled = () => cluster.api.get(scaledObjects, 'scaledobject-prod-llama-engine', 'default')

  it('by requests: a query of our own for KEDA, printed, and a warning where no Prometheus is', async () => {
    const {code, err, out} = await autoscale('service prod-llama --metric requests-per-second --target 100')
    assert.equal(code, 0, err)
    assert.match(err, /^warning: no Prometheus was found/)
    assert.match(err, /the number was fixed at 3: up to 6 now/)
    assert.match(err, /target: 100 requests\/s per replica, 3 to 6 replicas\nquery: sum\(rate\(/)
    assert.match(out, /^inferenceservice\/prod-llama configured/)
    const {kedaConfig, engine} = cluster.service('prod-llama')?.['spec'] ?? {}
    assert.deepEqual([engine.minReplicas, engine.maxReplicas, kedaConfig.scalingThreshold], [3, 6, '100'])
    assert.equal(kedaConfig.customPromQuery.split('%s').length, 2)
    await cluster.until(() => scaled() !== undefined)
    const {query, threshold} = scaled()?.['spec'].triggers[0].metadata ?? {}
    assert.match(query, /namespace="default",pod=~"prod-llama-engine-\[a-z0-9\]\+-\[a-z0-9\]\+"/)
    assert.equal(threshold, '100')
    assert.equal(
      (await autoscale('service prod-llama --metric requests-per-second --target 100')).out,
      'inferenceservice/prod-llama unchanged\n',
    )
  })

  it('is stopped and woken by holding KEDA', async () => {
    const stopped = await cluster.run(Scale, ['prod-llama', '--replicas', '0', '--yes'])
    assert.equal(stopped.code, 0, stopped.err)
    assert.match(stopped.out, /scaledobject\/scaledobject-prod-llama-engine stopped/)
    const wanted = () => at(cluster.api.get(deployments, 'prod-llama-engine', 'default'), 'spec', 'replicas')
    await cluster.until(() => wanted() === 0)
    const refused = await autoscale('prod-llama --metric cpu --target 80')
    assert.deepEqual([refused.code, /is stopped/.test(refused.err)], [1, true])
    const woken = await cluster.run(Scale, ['prod-llama', '--min', '2', '--max', '10'])
    assert.equal(woken.code, 0, woken.err)
    await cluster.until(() => Number(wanted()) >= 2)
    assert.equal(scaled()?.metadata.annotations?.['autoscaling.keda.sh/paused-replicas'], undefined)
  })

  it('by CPU is an HPA, and off keeps the number', async () => {
    const {code, err} = await autoscale('prod-llama --metric cpu --target 70 --max 5')
    assert.equal(code, 0, err)
    await cluster.until(() => cluster.api.get(autoscalers, 'prod-llama-engine', 'default') !== undefined)
    const [metric] = cluster.api.get(autoscalers, 'prod-llama-engine', 'default')?.['spec'].metrics ?? []
    assert.equal(metric.resource.target.averageUtilization, 70)
    assert.equal(cluster.service('prod-llama')?.['spec'].kedaConfig, undefined)
    const off = await autoscale('prod-llama --off')
    assert.equal(off.code, 0, off.err)
    const {minReplicas, maxReplicas} = cluster.service('prod-llama')?.['spec'].engine ?? {}
    assert.equal(minReplicas, maxReplicas)
    assert.equal(cluster.service('prod-llama')?.metadata.annotations?.['ome.io/metrics'], undefined)
  })

  it('asks before it takes over from something outside', async () => {
    cluster.api.patch({group: 'ome.io', plural: 'inferenceservices'}, 'mistral-dev', 'default', {
      metadata: {annotations: {'ome.io/autoscalerClass': 'external'}},
    })
    const {code, err} = await autoscale('mistral-dev --metric cpu --target 80 --max 3')
    assert.deepEqual([code, /scaled by something outside of OME/.test(err)], [2, true], err)
  })

  for (const [words, code, message] of [
    ['prod-llama', 2, /--metric is missing/],
    ['prod-llama --metric cpu', 2, /--target is missing/],
    ['prod-llama --metric request-per-second --target 1', 2, /did you mean requests-per-second/],
    ['prod-llama --metric cpu --target 101', 2, /a whole number from 1 to 100/],
    ['prod-llama --metric kv-cache --target 80', 2, /more than all of the KV cache/],
    ['prod-llama --metric queue-depth --target 0', 2, /more than 0/],
    ['prod-llama --metric queue-depth --target many', 2, /is not a number/],
    ['prod-llama --metric cpu --target 80 --min 0', 2, /--min 0/],
    ['prod-llama --metric cpu --target 80 --min 5 --max 2', 2, /--min 5 is more than --max 2/],
    ['prod-llama --metric cpu --target 80 --min 2 --max 2', 2, /nothing could be scaled/],
    ['prod-llama --off --metric cpu', 2, /--off/],
    ['prod-llama --metric cpu --target 80 --prometheus ftp://x', 2, /is no http or https URL/],
    ['nothing --metric cpu --target 80', 4, /service "nothing" not found/],
  ] as const)
    it(`refuses ${words}`, async () => {
      const {code: found, err, out} = await autoscale(words)
      assert.deepEqual([found, out], [code, ''], err)
      assert.match(err, message)
    })
})

describe('ome autoscale elsewhere', () => {
  it('without KEDA offers the CPU', async () => {
    await using cluster = await world()
    await cluster.serve('chat')
    const {code, err} = await cluster.run(Autoscale, ['chat', '--metric', 'queue-depth', '--target', '5', '--max', '4'])
    assert.equal(code, 1)
    assert.match(
      err,
      /^error: the cluster has no KEDA.*\nhint: follow the CPU instead: ome autoscale service chat -n default --metric cpu --target 80\n$/,
    )
  })

  it('with another autoscaler on the same pods is a conflict', async () => {
    await using cluster = await world()
    await cluster.serve('chat')
    cluster.api.create(autoscalers, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: {name: 'by-hand', namespace: 'default'},
      spec: {scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat-engine'}, maxReplicas: 9},
    })
    const {code, err} = await cluster.run(Autoscale, ['chat', '--metric', 'cpu', '--target', '50', '--max', '4'])
    assert.equal(code, 6, err)
    assert.match(
      err,
      /^error: hpa "by-hand" scales deployment "chat-engine" already.*\nhint: .*ome delete hpa by-hand -n default\n$/,
    )
  })

  it('in OME v1.3 gives the engine an autoscaler', async () => {
    await using cluster = await world({scenario: 'new-ome'})
    const engine = () => cluster.service('plain')?.['spec'].engine
    const cpu = await cluster.run(Autoscale, ['plain', '--metric', 'cpu', '--target', '60', '--max', '4'])
    assert.equal(cpu.code, 0, cpu.err)
    assert.equal(engine().autoscaler.hpa.metrics[0].resource.target.averageUtilization, 60)
    const off = await cluster.run(Autoscale, ['plain', '--off'])
    assert.equal(off.code, 0, off.err)
    assert.deepEqual(engine().autoscaler, {class: 'None'})
  })

  it('in OME v1.3 by a metric takes KEDA', async () => {
    await using cluster = await world({scenario: 'new-ome', install: ['keda']})
    const {code, err} = await cluster.run(Autoscale, [
      'plain',
      '--metric',
      'kv-cache',
      '--target',
      '0.8',
      '--max',
      '4',
      '--prometheus',
      'http://ome-prometheus.ome:9090',
    ])
    assert.equal(code, 0, err)
    const {class: name, keda} = cluster.service('plain')?.['spec'].engine.autoscaler ?? {}
    assert.deepEqual([name, keda.triggers[0].metadata.threshold], ['KEDA', '0.8'])
    assert.match(keda.triggers[0].metadata.query, /namespace="default",inferenceservice="plain",component="engine"/)
  })
})

describe('ome rollout undo of an autoscaling', () => {
  it('takes back the annotations, too', async () => {
    await using cluster = await world()
    await cluster.serve('chat')
    const marks = () => Object.keys(cluster.service('chat')?.metadata.annotations ?? {}).sort()
    const before = marks()
    const made = await cluster.run(Autoscale, ['chat', '--metric', 'cpu', '--target', '80', '--max', '3', '--yes'])
    assert.equal(made.code, 0, made.err)
    assert.ok(marks().includes('ome.io/targetUtilizationPercentage'))
    const undone = await cluster.run(Undo, ['chat', '--yes'])
    assert.equal(undone.code, 0, undone.err)
    assert.deepEqual(marks(), before)
    assert.match((await cluster.run(Undo, ['chat', '--to-revision', '1'])).err, /revision 1 is what the service is/)
  })
})
