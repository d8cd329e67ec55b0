import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'
import {golden} from '@ome/testkit/golden'
import type {CommandClass} from '@ome/testkit/run'
import Analyze from '../src/commands/analyze.ts'
import Chat from '../src/commands/chat.ts'
import Debug from '../src/commands/debug.ts'
import Deploy from '../src/commands/deploy.ts'
import Logs from '../src/commands/logs.ts'
import Metrics from '../src/commands/metrics.ts'
import Scale from '../src/commands/scale.ts'
import Status from '../src/commands/status.ts'
import Url from '../src/commands/url.ts'
import {type TestWorld, world} from './world.ts'

type Command = CommandClass & {readonly needs: readonly Need[]}

const uses: readonly (readonly [string, Command, readonly string[]])[] = [
  ['deploy', Deploy, ['mistral-7b', '--name', 'new']],
  ['scale', Scale, ['chat', '--replicas', '2']],
  ['status', Status, ['chat']],
  ['debug', Debug, ['chat']],
  ['logs', Logs, ['chat']],
  ['chat', Chat, ['chat', 'hi']],
  ['url', Url, ['chat']],
  ['metrics', Metrics, ['chat', '--metric', 'running']],
  ['analyze', Analyze, ['chat']],
]

const rbac = 'rbac.authorization.k8s.io'

/** A person with these rights and no others. */
const person = (name: string, rules: readonly Need[] | readonly object[]): readonly KubeObject[] => [
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: {name},
    rules: rules.map((rule) => {
      const {apiGroups, resources, verbs} = rule as Need
      return {apiGroups, resources, verbs}
    }),
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: {name},
    roleRef: {apiGroup: rbac, kind: 'ClusterRole', name},
    subjects: [{kind: 'User', apiGroup: rbac, name}],
  },
]

const ownModels = {group: 'ome.io', plural: 'basemodels'}

const required = (command: Command) => command.needs.filter(({optional}) => !optional)

describe('rights', () => {
  let cluster: TestWorld
  before(async () => {
    const objects = [
      ...uses.flatMap(([id, command]) => person(`may-${id}`, required(command))),
      ...person(
        'blind',
        required(Metrics).filter(({resources}) => !resources.includes('pods/proxy')),
      ),
      ...person('reader', [{apiGroups: ['ome.io'], resources: ['*'], verbs: ['get', 'list']}]),
    ]
    cluster = await world({objects})
    await cluster.serve('chat')
  })
  after(() => cluster.stop())

  for (const [id, command, line] of uses) {
    it(`ome ${id} works with the needed rights alone`, async () => {
      const {code, err} = await cluster.pass(command, [...line, '--as', `may-${id}`])
      assert.equal(code, 0, err)
    })

    it(`ome ${id} without any right ends with 5 and the server's words`, async () => {
      const {code, out, err} = await cluster.pass(command, [...line, '--as', 'nobody'])
      golden(import.meta.dirname, `rights/${id}`, err)
      assert.deepEqual([code, out], [5, ''])
    })
  }

  it('to everything but the proxy of pods leave no metrics, and say which right is missing', async () => {
    const {code, out, err} = await cluster.pass(Metrics, ['chat', '--metric', 'running', '--as', 'blind'])
    assert.match(err, /^error: pods .* cannot get resource "pods\/proxy" .* in the namespace "default"\n/)
    assert.deepEqual([code, out], [5, ''])
  })

  it('with those to models of the namespace their size is told', async () => {
    const shared = cluster.api.get({group: 'ome.io', plural: 'clusterbasemodels'}, 'mistral-7b')
    assert.ok(shared)
    const {modelFormat, vendor, storage} = shared['spec']
    cluster.api.create(ownModels, {
      apiVersion: shared.apiVersion,
      kind: 'BaseModel',
      metadata: {name: 'own', namespace: 'default'},
      spec: {modelFormat, vendor, storage: {storageUri: storage.storageUri, path: '/raid/models/own'}},
    })
    await cluster.until(() => cluster.api.get(ownModels, 'own', 'default')?.['status']?.nodesReady?.length > 0)
    const deployed = await cluster.pass(Deploy, ['own', '--name', 'mine', '--wait'])
    const scaled = await cluster.pass(Scale, ['mine', '--replicas', '2', '--wait'])
    const {out} = await cluster.run(Status, ['mine'])
    assert.deepEqual([deployed.code, scaled.code], [0, 0], deployed.err + scaled.err)
    assert.match(out, /Model: +own/)
  })

  it('a missing service is not found also for those who may read no Services', async () => {
    const {code} = await cluster.run(Status, ['nope', '--as', 'may-status'])
    assert.equal(code, 4)
  })

  it('a person who may look but not write changes nothing', async () => {
    const {code, out, err} = await cluster.run(Deploy, ['mistral-7b', '--name', 'denied', '--as', 'reader'])
    golden(import.meta.dirname, 'rights/reader', err)
    assert.deepEqual([code, out, cluster.service('denied')], [5, '', undefined])
  })

  it('with those to logs a scaling that fails tells the last error', async () => {
    const broken = await world({scenario: 'crash-loop'})
    try {
      const {code, err} = await broken.pass(Scale, ['llama', '--replicas', '2', '--wait'])
      assert.match(err, /^error: .*runs out of GPU memory.* log: torch.OutOfMemoryError: CUDA out of memory/)
      assert.equal(code, 1)
    } finally {
      await broken.stop()
    }
  })
})
