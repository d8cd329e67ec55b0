import assert from 'node:assert/strict'
import type {ApiObject} from '@ome/sandbox/api'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, run} from '@ome/testkit/run'
import Available from '../src/commands/accelerators/available.ts'
import Usage from '../src/commands/accelerators/usage.ts'
import FailedServices from '../src/commands/cleanup/failed-services.ts'
import UnusedModels from '../src/commands/cleanup/unused-models.ts'
import Capacity from '../src/commands/cluster/capacity.ts'
import Health from '../src/commands/cluster/health.ts'
import Resources from '../src/commands/cluster/resources.ts'
import Events from '../src/commands/events.ts'
import Get from '../src/commands/get.ts'
import TopNodes from '../src/commands/top/nodes.ts'
import TopPods from '../src/commands/top/pods.ts'
import TopServices from '../src/commands/top/services.ts'

const lines: readonly (readonly [name: string, command: CommandClass, line: string])[] = [
  ['get', Get, 'services -A'],
  ['get', Get, 'services -A -o wide'],
  ['get', Get, 'services -A -o json'],
  ['get', Get, 'models -A -o wide'],
  ['get', Get, 'runtimes -A'],
  ['get', Get, 'accelerators'],
  ['get', Get, 'isvc -A'],
  ['events', Events, '-n default'],
  ['top services', TopServices, '-A'],
  ['top pods', TopPods, '-A'],
  ['top nodes', TopNodes, '--show-gpu'],
  ['cluster capacity', Capacity, ''],
  ['cluster capacity', Capacity, '--model mistral-7b'],
  ['cluster health', Health, ''],
  ['cluster resources', Resources, ''],
  ['cluster resources', Resources, '--by team'],
  ['accelerators available', Available, ''],
  ['accelerators usage', Usage, ''],
  ['cleanup unused-models', UnusedModels, '--older-than 1h --dry-run=client'],
  ['cleanup failed-services', FailedServices, '-A --dry-run=client'],
]
const more = 40
const kinds = [
  {
    resource: {group: 'ome.io', plural: 'inferenceservices'},
    object: (name: string) => ({
      apiVersion: 'ome.io/v1beta1',
      kind: 'InferenceService',
      metadata: {name, namespace: 'default'},
      spec: {
        model: {name: 'mistral-7b', kind: 'ClusterBaseModel'},
        runtime: {name: 'srt-mistral', kind: 'ClusterServingRuntime'},
        engine: {minReplicas: 1, maxReplicas: 1},
      },
    }),
  },
  {
    resource: {group: 'ome.io', plural: 'clusterbasemodels'},
    object: (name: string) => ({
      apiVersion: 'ome.io/v1beta1',
      kind: 'ClusterBaseModel',
      metadata: {name},
      spec: {storage: {storageUri: `hf://many/${name}`, path: `/raid/models/${name}`}},
    }),
  },
]

/**
 * Pages of a longer list are no more than that, and engines are asked one by one for what only they know; any other request
 * more is one per object.
 */
describe('how often the server is asked', function () {
  this.timeout(60_000)
  let emulated: TestCluster
  const few: string[][] = []
  before(async () => {
    emulated = await cluster({scenario: 'tour-ome'})
    for (const [, command, line] of lines) few.push(await asked(command, line))
    for (const {resource, object} of kinds)
      for (let at = 0; at < more; at += 1) emulated.api.create(resource, object(`many-${at}`) as ApiObject)
    await emulated.advance(10_000)
  })
  after(() => emulated.stop())

  async function asked(command: CommandClass, line: string): Promise<string[]> {
    emulated.requests.length = 0
    const {code, err} = await run(command, line.split(' ').filter(Boolean), {kube: emulated.kube})
    assert.ok(code === 0 || code === 3, err)
    return emulated.requests
      .map(({method, path}) => `${method} ${path}`)
      .filter((request) => !/ \/apis?(\?|$)|&continue=|-engine-[^/]*\/proxy\/metrics/.test(request))
      .sort()
  }

  for (const [at, [name, command, line]] of lines.entries())
    it(`${name} ${line}: the same with ${more} more services and models`, async () => {
      assert.deepEqual(await asked(command, line), few[at])
      assert.ok((few[at] ?? []).length > 0)
    })
})
