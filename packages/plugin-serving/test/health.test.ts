import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import Chat from '../src/commands/chat.ts'
import Health from '../src/commands/health.ts'
import {type TestWorld, world} from './world.ts'

const rbac = 'rbac.authorization.k8s.io'

/** May read everything and reach nothing. */
const reader: readonly KubeObject[] = [
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: {name: 'looker'},
    rules: [
      {apiGroups: ['*'], resources: ['*'], verbs: ['list', 'watch']},
      {
        apiGroups: ['ome.io', 'apps', ''],
        resources: ['inferenceservices', 'deployments', 'pods', 'services'],
        verbs: ['get'],
      },
    ],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: {name: 'looker'},
    roleRef: {apiGroup: rbac, kind: 'ClusterRole', name: 'looker'},
    subjects: [{kind: 'User', apiGroup: rbac, name: 'looker'}],
  },
]

describe('ome health', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome', objects: reader})
  })
  after(() => cluster.stop())

  const health = (words: string) => cluster.pass(Health, words.split(' '))

  it('tries everything, up to a token', async () => {
    const {out, code} = await health('service prod-llama')
    assert.match(out, /^SERVICE +CHECK +RESULT +LATENCY +DETAIL\nprod-llama +conditions +ok +- +Ready\n/)
    for (const check of ['pods', 'health', 'models', 'answer'])
      assert.match(out, new RegExp(`prod-llama +${check} +ok `))
    assert.equal(code, 0)
  })

  it('says what is not well, and ends with 3', async () => {
    const {out, err, code} = await health('broken-llama')
    assert.equal(err, 'note: see why: ome debug service broken-llama -n default\n')
    assert.match(out, /broken-llama +conditions +fail +- +Failed: /)
    assert.match(out, /broken-llama +health +fail /)
    assert.equal(code, 3)
  })

  it('that may not be tried is unknown, and ends with 5', async () => {
    const {out, err, code} = await health('prod-llama --as looker')
    assert.match(out, /prod-llama +pods +ok /)
    assert.match(out, /prod-llama +health +unknown +- +.*services\/proxy/)
    assert.match(err, /^error: .*forbidden: User "looker" cannot get resource "services\/proxy"/)
    assert.equal(code, 5)
    const asked = await cluster.pass(Chat, ['prod-llama', 'hi', '--as', 'looker'])
    assert.match(asked.err, /^error: .*forbidden: User "looker" cannot \w+ resource "services\/proxy"/)
    assert.equal(asked.code, 5)
  })

  it('of all services, of one namespace or of all', async () => {
    const own = JSON.parse((await health('--all-services -o json')).out).items
    const names = (items: {service: string}[]) => [...new Set(items.map(({service}) => service))].sort()
    assert.equal(names(own).includes('prod-llama'), true)
    assert.equal(names(own).includes('embed'), false)
    const {out, code} = await health('--all-services -A')
    assert.match(out, /^NAMESPACE +SERVICE/)
    assert.match(out, /\nml-prod +embed +answer +ok .* an embedding of 256 values/)
    assert.equal(code, 3)
  })

  it('of everything, wherever it is', async () => {
    const {out, code} = await health('--all')
    assert.match(out, /^NAMESPACE +OBJECT +CHECK/)
    assert.match(out, /\nml-prod +service\/embed +answer +ok/)
    assert.equal(code, 3)
    assert.doesNotMatch((await health('--all -n ml-prod')).out, /prod-llama/)
  })

  for (const [words, code] of [
    ['nothing', 4],
    ['prod-llama --all-services', 2],
    ['prod-llama -A', 2],
    ['--output json', 2],
  ] as const)
    it(`${words}: ${code}`, async () => assert.equal((await health(words)).code, code))
})
