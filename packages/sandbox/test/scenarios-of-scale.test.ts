import assert from 'node:assert/strict'
import type {ApiObject, ResourceName} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {isAllowed} from '../src/server/access/rbac.ts'

const core = (plural: string): ResourceName => ({group: '', plural})
const gpusOf = (node: ApiObject): number => Number(node['status'].allocatable['nvidia.com/gpu'] ?? 0)
const chat = (api: Cluster['api']) =>
  api.list(core('pods'), {namespace: 'default', labels: {'ome.io/inferenceservice': 'chat'}})
const isReady = ({type, status}: {type: string; status: string}): boolean => type === 'Ready' && status === 'True'
const phases = (pods: readonly ApiObject[]): string[] => pods.map((pod) => pod['status'].phase).sort()

describe('scenarios that begin in trouble or at scale', function () {
  this.timeout(120_000)
  const running: Cluster[] = []
  const start = async (scenario: string): Promise<Cluster> => {
    const cluster = await startCluster({scenario, clock: 'manual', now: Date.parse('2026-11-21T12:00:00Z')})
    running.push(cluster)
    return cluster
  }
  afterEach(async () => {
    for (const cluster of running.splice(0)) await cluster.stop()
  })

  /** @feature Sandbox: scenario h100-racks: 200 nodes, 1,600 GPUs | works */
  it('h100-racks: 200 nodes with 1,600 GPUs in 25 racks', async () => {
    const {api} = await start('h100-racks')

    const nodes = api.list(core('nodes'))
    const racks = new Set(nodes.map(({metadata}) => metadata.labels?.['topology.kubernetes.io/rack']))
    const gpus = nodes.reduce((sum, node) => sum + gpusOf(node), 0)
    assert.deepEqual([nodes.length, racks.size, gpus], [200, 25, 1600])
    assert.ok(api.serves({group: 'ome.io', plural: 'inferenceservices'}))
    assert.ok(api.serves({group: 'grove.io', plural: 'podcliquesets'}))
  })

  /** @feature Sandbox: scenario fragmented | works */
  it('fragmented: 18 GPUs are free, never more than two on a node', async () => {
    const {api} = await start('fragmented')

    const used = new Map<string, number>()
    for (const {spec} of api.list(core('pods')))
      for (const {resources} of spec.containers)
        used.set(spec.nodeName, (used.get(spec.nodeName) ?? 0) + Number(resources?.limits?.['nvidia.com/gpu'] ?? 0))
    const free = api.list(core('nodes')).map((node) => gpusOf(node) - (used.get(node.metadata.name) ?? 0))
    assert.deepEqual([free.reduce((sum, count) => sum + count, 0), Math.max(...free)], [18, 2])
    assert.deepEqual(phases(chat(api)), ['Pending'])
  })

  /** @feature Sandbox: scenario spot-loss | works */
  it('spot-loss: two nodes were taken back, one replica is left', async () => {
    const {api} = await start('spot-loss')

    const names = api.list(core('nodes')).map(({metadata}) => metadata.name)
    assert.deepEqual(
      [names.includes('gpu-h100-1'), names.includes('gpu-h100-2'), names.includes('gpu-h100-3')],
      [true, false, false],
    )
    assert.deepEqual(phases(chat(api)), ['Pending', 'Pending', 'Running'])
    const reasons = api.list(core('events')).filter(({reason}) => reason === 'DeletingNode')
    assert.equal(reasons.length, 2)
  })

  /** @feature Sandbox: scenario forbidden | works */
  it('forbidden: the current context reads in team-a and nowhere else', async () => {
    const {kubeconfig, server} = await start('forbidden')

    const [current, admin] = kubeconfig.contexts
    assert.deepEqual([current?.context.user, current?.context.namespace], ['dev@example.com', 'team-a'])
    assert.deepEqual([admin?.name, admin?.context.user], ['admin', 'sandbox-admin'])
    const {store} = server.core.operations
    const dev = {name: 'dev@example.com', groups: ['team-a']}
    const ask = (namespace: string, verb: string, resource: string): boolean =>
      isAllowed(store, dev, {namespace, verb, group: 'ome.io', resource, subresource: '', name: ''})
    assert.deepEqual(
      [
        ask('team-a', 'list', 'inferenceservices'),
        ask('team-a', 'create', 'inferenceservices'),
        ask('team-b', 'list', 'inferenceservices'),
      ],
      [true, false, false],
    )
  })

  /** @feature Sandbox: scenario huge: 10,000 pods, 500 services | works */
  it('huge: ten thousand pods, all running, and 500 services that are ready', async () => {
    const {api} = await start('huge')

    const pods = api.list(core('pods'))
    assert.equal(pods.length, 10_041)
    assert.ok(pods.every((pod) => pod['status'].phase === 'Running'))
    const services = api.list({group: 'ome.io', plural: 'inferenceservices'})
    const ready = services.filter(({status}) => status.conditions.some(isReady))
    assert.equal(ready.length, 500)
  })
})
