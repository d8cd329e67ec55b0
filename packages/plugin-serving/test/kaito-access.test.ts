import assert from 'node:assert/strict'
import AuthCheck from '../src/commands/auth/check.ts'
import FeaturesList from '../src/commands/features/list.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

const rbac = 'rbac.authorization.k8s.io'

describe('ome auth check', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
    world.api.create(
      {group: rbac, plural: 'clusterroles'},
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: {name: 'reader'},
        rules: [
          {apiGroups: ['kaito.sh'], resources: ['*'], verbs: ['get', 'list']},
          {apiGroups: [''], resources: ['pods', 'pods/log', 'nodes'], verbs: ['get', 'list']},
        ],
      },
    )
    world.api.create(
      {group: rbac, plural: 'clusterrolebindings'},
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: {name: 'reader'},
        roleRef: {apiGroup: rbac, kind: 'ClusterRole', name: 'reader'},
        subjects: [{kind: 'User', apiGroup: rbac, name: 'reader'}],
      },
    )
  })
  after(() => world.stop())

  it('says yes to everything for who may do everything', async () => {
    const {out, err, code} = await world.said(AuthCheck, 'workspace my-workspace')
    assert.match(out, /^ACTION +RESOURCE +ALLOWED +WHY\nview +get workspaces.kaito.sh +yes +/)
    assert.match(out, /\ngates +list deployments.apps +yes +/)
    assert.doesNotMatch(out, / no | unknown /)
    assert.deepEqual([code, err], [0, ''])
    assert.equal((await world.said(AuthCheck, 'my-rag')).code, 0)
  })

  it('says what is missing, with the Role to ask for', async () => {
    const {out, err, code} = await world.said(AuthCheck, 'workspace my-workspace --as reader')
    assert.match(out, /\nlogs +get pods\/log +yes +/)
    assert.match(out, /\nproxy +get services\/proxy +no +/)
    assert.match(out, /\nnode claims +list nodeclaims.karpenter.sh +no +/)
    assert.match(err, /^note: ask for this, .*\napiVersion: rbac.authorization.k8s.io\/v1\nkind: Role\n/)
    assert.match(err, /---\napiVersion: rbac.authorization.k8s.io\/v1\nkind: ClusterRole\n/)
    assert.doesNotMatch(err, /pods\/log/)
    assert.match(err, /resources:\n {2}- workspaces\n {2}verbs:\n {2}- create\n {2}- patch\n {2}- delete\n/)
    const gates = await world.said(FeaturesList, '--as reader')
    assert.equal(gates.code, 5)
    assert.match(gates.err, /deployments/)
    assert.equal(code, 3)
  })

  it('is data on request', async () => {
    const {out, code} = await world.said(AuthCheck, 'inferenceset chat -n kaito --as reader -o json')
    const {allowed, items, roles} = JSON.parse(out)
    const scale = items.find(({action}: {action: string}) => action === 'scale')
    assert.deepEqual([allowed, scale.resource, scale.allowed], [false, 'inferencesets/scale', 'no'])
    assert.deepEqual(
      roles.map(({kind}: {kind: string}) => kind),
      ['Role', 'ClusterRole'],
    )
    assert.equal(code, 3)
  })

  for (const [words, code] of [
    ['workspace', 2],
    ['workspace my-workspace --backend ome', 2],
    ['nothing', 4],
  ] as const)
    it(`${words}: ${code}`, async () => assert.equal((await world.said(AuthCheck, words)).code, code))
})
