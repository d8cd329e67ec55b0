import assert from 'node:assert/strict'
import type {ApiObject} from '@ome/sandbox/api'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {golden} from '@ome/testkit/golden'
import {type CommandClass, run} from '@ome/testkit/run'
import AcceleratorsAvailable from '../src/commands/accelerators/available.ts'
import AcceleratorsList from '../src/commands/accelerators/list.ts'
import AcceleratorsUsage from '../src/commands/accelerators/usage.ts'
import ClusterCapacity from '../src/commands/cluster/capacity.ts'
import ClusterHealth from '../src/commands/cluster/health.ts'
import ClusterResources from '../src/commands/cluster/resources.ts'

const twin = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'BaseModel',
  metadata: {name: 'mistral-7b', namespace: 'default'},
  spec: {storage: {storageUri: 'hf://mine/mistral-7b'}},
}

const shows = (name: string, text: string): void => golden(import.meta.dirname, `fleet/${name}`, text)

describe('accelerators and the cluster as a whole', () => {
  let tour: TestCluster
  before(async () => {
    tour = await cluster({scenario: 'tour-ome'})
  })
  after(() => tour.stop())

  const ask = (command: CommandClass, words = '', made = tour) =>
    run(command, words.split(' ').filter(Boolean), {kube: made.kube, now: made.now, width: 120})

  for (const [name, command, words] of [
    ['list', AcceleratorsList, ''],
    ['available', AcceleratorsAvailable, ''],
    ['usage', AcceleratorsUsage, ''],
    ['capacity', ClusterCapacity, ''],
    ['capacity-model', ClusterCapacity, '--model llama-3-3-70b'],
    ['health', ClusterHealth, ''],
    ['resources', ClusterResources, ''],
    ['resources-by-team', ClusterResources, '--by ome.io/inferenceservice'],
  ] as const)
    it(`shows ${name}`, async () => {
      const {out, err, code} = await ask(command, words)
      // How busy accelerators are comes and goes.
      shows(name, `${out}--\n${err}`.replaceAll(/ +\d+%/g, '   N%'))
      assert.equal(code, 0)
    })

  it('gives the figures as data, which add up', async () => {
    const {items} = JSON.parse((await ask(AcceleratorsUsage, '-o json')).out)
    for (const {node, total, used, free, pods} of items) {
      assert.equal(
        used,
        pods.reduce((sum: number, pod: {gpus: number}) => sum + pod.gpus, 0),
        node,
      )
      assert.equal(free, total - used, node)
    }
    const capacity = JSON.parse((await ask(ClusterCapacity, '-o json')).out).items
    const sum = (key: string): number =>
      capacity.reduce((total: number, each: Record<string, number>) => total + (each[key] ?? 0), 0)
    assert.equal(sum('gpus') - sum('requested'), sum('free'))
  })

  it('takes a model by a name that is nearly whole, and says what is wrong with others', async () => {
    tour.api.create({group: 'ome.io', plural: 'basemodels'}, twin as ApiObject)
    const none = await ask(ClusterCapacity, '--model mistral-8b')
    const both = await ask(ClusterCapacity, '--model mistral-7b')
    const one = await ask(ClusterCapacity, '--model mistral-7b --scope cluster')
    tour.api.delete({group: 'ome.io', plural: 'basemodels'}, 'mistral-7b', 'default')

    assert.deepEqual([none.code, both.code, one.code], [4, 2, 0])
    assert.match(none.err, /model "mistral-8b" not found in namespace "default"\nhint: did you mean mistral-7b\?/)
    assert.match(both.err, /--scope cluster/)
    assert.match(one.err, /a replica of mistral-7b takes 1 GPUs? with srt-mistral/)
  })

  it('reads each collection once', async () => {
    tour.requests.length = 0
    await ask(AcceleratorsUsage)
    const paths = tour.requests.map(({path}) => path)
    const lists = paths.map((path) => path.split('?')[0]).filter((path) => /\/(pods|nodes)$/.test(path ?? ''))
    // The second list of pods holds the exporters alone.
    assert.deepEqual([...lists].sort(), ['/api/v1/nodes', '/api/v1/pods', '/api/v1/pods'])
    assert.equal(paths.filter((path) => path.includes('labelSelector=app%20in%20(nvidia-dcgm-exporter')).length, 1)
  })

  it('tells that free GPUs are scattered, and how many replicas that leaves room for', async () => {
    await using scattered = await cluster({scenario: 'fragmented'})
    const {err} = await ask(AcceleratorsAvailable, '', scattered)
    assert.match(err, /^note: \d+ \S+ are free, at most \d of them on one node(; |\n)/)
  })

  it('fails when the controller is down, with what to look at', async () => {
    await using broken = await cluster({scenario: 'quickstart'})
    const deployments = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}
    const kube = await broken.kube()
    const none = {spec: {replicas: 0}}
    await kube.patch(deployments, 'ome-controller-manager', 'merge', none, {namespace: 'ome'})
    await broken.until(() => !broken.api.get(deployments, 'ome-controller-manager', 'ome')?.status?.readyReplicas)
    const {out, err, code} = await ask(ClusterHealth, '', broken)
    assert.match(out, /\ncontroller +fail +deployment\/ome-controller-manager 0\/1 ready\n/)
    assert.match(err, /hint: its pods: kubectl get pods -n ome\n/)
    assert.equal(code, 3)
  })

  for (const [scenario, kind] of [
    ['tour-kaito', 'workspaces.kaito.sh'],
    ['tour-grove', 'podcliquesets.grove.io'],
  ] as const)
    it(`counts the objects of ${scenario}`, async () => {
      await using other = await cluster({scenario})
      assert.match((await ask(ClusterResources, '', other)).out, new RegExp(`\\n${kind.replaceAll('.', '\\.')} +[1-9]`))
    })

  it('of an empty cluster says that OME is missing', async () => {
    await using empty = await cluster()
    const {out, code} = await ask(ClusterHealth, '', empty)
    assert.match(out, /\nOME +fail +not installed: no resources of ome\.io\n/)
    assert.equal(code, 3)
    assert.equal((await ask(AcceleratorsUsage, '', empty)).err, 'no node has accelerators\n')
  })
})
