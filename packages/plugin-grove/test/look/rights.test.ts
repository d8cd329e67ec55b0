import assert from 'node:assert/strict'
import type {CommandClass} from '@ome/testkit/run'
import Diagnostics from '../../src/commands/grove/diagnostics.ts'
import Health from '../../src/commands/grove/health.ts'
import Metrics from '../../src/commands/grove/metrics.ts'
import Status from '../../src/commands/grove/status.ts'
import Topology from '../../src/commands/grove/topology.ts'
import {type GroveWorld, world} from '../world.ts'

const rbac = 'rbac.authorization.k8s.io'

/** Whoever may list these in namespace `prod`, and nothing else. */
const person = (name: string, resources: readonly (readonly [group: string, resource: string])[]) => [
  {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: {name, namespace: 'prod'},
    rules: resources.map(([group, resource]) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: ['get', 'list', 'watch'],
    })),
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: {name, namespace: 'prod'},
    roleRef: {apiGroup: rbac, kind: 'Role', name},
    subjects: [{kind: 'User', apiGroup: rbac, name}],
  },
]

const grove = [
  ['grove.io', 'podcliquesets'],
  ['grove.io', 'podcliques'],
  ['grove.io', 'podcliquescalinggroups'],
] as const

describe('people with few rights', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  before(async () => {
    cluster = await world({
      objects: [
        ...person('nobody', []),
        ...person('grove', grove),
        ...person('pods', [...grove, ['', 'pods'], ['scheduler.grove.io', 'podgangs']]),
      ],
    })
  })
  after(() => cluster.stop())
  const as = (user: string, command: CommandClass, ...argv: readonly string[]) =>
    cluster.run(command, argv, {kube: (connection, signal) => cluster.kube({...connection, as: user}, signal)})

  for (const command of [Status, Topology, Health, Metrics])
    it(`who may list no sets gets the command that gives the right (${command.name})`, async () => {
      const {code, err} = await as('nobody', command)
      assert.equal(code, 5)
      assert.match(
        err,
        /hint: ask for: kubectl create role grove-viewer -n prod --verb=get,list,watch --resource=podcliquesets\.grove\.io,/,
      )
    })

  it('who may read sets and roles alone sees what the operator reports, and one note', async () => {
    const {code, out, err} = await as('grove', Status, 'my-inference')
    assert.equal(code, 0)
    assert.match(out, /\nmy-inference {2}1\/1 {7}1\/1 {4}12\/12 {2}<unknown> {2}<unknown> {2}- /)
    assert.match(
      err,
      /^note: you may not list [^\n]*podgangs\.scheduler\.grove\.io, pods, nodes[^\n]*: what comes from them is <unknown>\n$/,
    )
    assert.equal((await as('grove', Status, 'my-inference', '-q')).err, '')
  })

  it('who may not read nodes knows all but where pods lie', async () => {
    const {out} = await as('pods', Status, 'my-inference')
    assert.match(out, /\nmy-inference {2}1\/1 {7}1\/1 {4}12\/12 {2}24 {4}<unknown> /)
    const topology = await as('pods', Topology)
    assert.equal(topology.code, 5)
    assert.match(topology.err, /hint: ask for: kubectl create clusterrole grove-topology /)
    assert.equal((await as('pods', Health, 'my-inference')).code, 0)
  })

  it('a bundle holds what may be read and names the rest; nothing at all is refused', async () => {
    const some = await as('grove', Diagnostics, '--to', 'bundle')
    assert.equal(some.code, 0)
    assert.match(some.out, /\npods +denied +/)
    assert.match(some.err, /Collecting podcliquesets\.\.\. done \(2\)\n/)
    assert.equal((await as('nobody', Diagnostics, '--to', 'bundle')).code, 5)
  })
})
