import assert from 'node:assert/strict'
import Health from '../src/commands/health.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('ome health of KAITO', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  it('tries a Workspace', async () => {
    const {out, err, code} = await world.said(Health, 'workspace my-workspace')
    const rows = out.split('\n').map((line) => line.split(/ {2,}/).slice(1, 3).join(' '))
    assert.deepEqual(rows.slice(1, 6), ['conditions ok', 'nodes ok', 'pods ok', 'health ok', 'models ok'])
    assert.match(out, /models +ok +\d+ ms +phi-3.5-mini-instruct, old-adapter\n$/)
    assert.deepEqual([code, err], [0, ''])
  })

  it('tries a RAG engine, every condition, node and pod by itself', async () => {
    const {out, code} = await world.said(Health, 'ragengine my-rag --detailed')
    assert.match(out, /\nragengine\/my-rag +condition ServiceReady +ok +- +True: RAGEngineServiceSuccess\n/)
    assert.match(out, /\nragengine\/my-rag +node aks-systempool\S+ +ok +- +no pressure\n/)
    assert.match(out, /\nragengine\/my-rag +pod my-rag-\S+ +ok +- +Running/)
    assert.match(out, /\nragengine\/my-rag +indexes +ok +\d+ ms +default\n/)
    assert.equal(code, 0)
  })

  it('tries each Workspace of a set', async () => {
    const {out, code} = await world.said(Health, 'inferenceset chat -n kaito')
    assert.equal(out.match(/health chat-\w{5} +ok/g)?.length, 2)
    assert.equal(code, 0)
  })

  it('of everything ends with 3 when one is not well, and says what helps', async () => {
    const {out, err, code} = await world.said(Health, '--all')
    assert.match(out, /^NAMESPACE +OBJECT +CHECK +RESULT/)
    assert.match(out, /default +workspace\/workspace-llama-3-tune +conditions +fail .*KAITO cannot tune/)
    assert.match(out, /kaito +inferenceset\/chat +pods +ok/)
    assert.equal(err, 'note: see what it can tune: ome models list --tunable\n')
    assert.equal(code, 3)
    assert.equal((await world.said(Health, '--all -n lab')).code, 0)
  })

  it('as a report has a part for each object, those in trouble first', async () => {
    const {out, code} = await world.said(Health, '--all --report')
    assert.match(out, /^workspace\/workspace-llama-3-tune in default: 2 of 3 checks fail\n\nCHECK +RESULT/)
    assert.match(out, /\nsee what it can tune: ome models list --tunable\n/)
    assert.match(out, /\nworkspace\/my-workspace in default: well\n/)
    assert.equal(code, 3)
  })

  it('asks several clusters, and ends with the worst of them', async () => {
    const {out, code} = await world.said(Health, '--all --cluster us-east,us-west')
    assert.match(out, /\nus-east +default +workspace\/chat-east +models +ok/)
    assert.match(out, /\nus-west +default +workspace\/chat-west +conditions +fail .*CrashLoopBackOff/)
    assert.equal(code, 3)
    assert.equal((await world.said(Health, 'workspace chat-east --cluster us-east')).code, 0)
  })

  it('says what may not be tried', async () => {
    const rbac = 'rbac.authorization.k8s.io'
    world.api.create(
      {group: rbac, plural: 'clusterroles'},
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: {name: 'looker'},
        rules: [
          {apiGroups: ['kaito.sh'], resources: ['*'], verbs: ['get', 'list']},
          {apiGroups: [''], resources: ['pods'], verbs: ['list']},
        ],
      },
    )
    world.api.create(
      {group: rbac, plural: 'clusterrolebindings'},
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: {name: 'looker'},
        roleRef: {apiGroup: rbac, kind: 'ClusterRole', name: 'looker'},
        subjects: [{kind: 'User', apiGroup: rbac, name: 'looker'}],
      },
    )
    const {out, code} = await world.said(Health, 'workspace my-workspace --as looker')
    assert.match(out, / nodes +unknown +- +1\/1 ready; their pressure may not be read\n/)
    assert.match(out, / health +unknown .*services\/proxy/)
    assert.equal(code, 5)
  })

  for (const [words, code] of [
    ['', 2],
    ['workspace my-workspace --all', 2],
    ['workspace my-workspace -A', 2],
    ['--all-services --cluster us-east', 2],
    ['workspace nothing', 4],
  ] as const)
    it(`"${words}": ${code}`, async () => {
      const {code: given} = await world.said(Health, words === '' ? '-o wide' : words)
      assert.equal(given, code)
    })
})
