import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'
import {golden} from '@ome/testkit/golden'
import type {CommandClass} from '@ome/testkit/run'
import Chat from '../src/commands/chat.ts'
import Deploy from '../src/commands/deploy.ts'
import Logs from '../src/commands/logs.ts'
import Scale from '../src/commands/scale.ts'
import Status from '../src/commands/status.ts'
import Url from '../src/commands/url.ts'
import {type TestWorld, world} from './world.ts'

type Command = CommandClass & {readonly needs: readonly Need[]}

/** For each command the lines that together use every right it needs. */
const uses: readonly (readonly [string, Command, ...(readonly string[])[]])[] = [
  [
    'deploy',
    Deploy,
    ['mistral-7b', '--name', 'new', '--wait'],
    ['mistral-7b', '--name', 'new', '--replicas', '2', '--wait'],
  ],
  ['scale', Scale, ['chat', '--replicas', '2', '--wait'], ['chat', '--replicas', '0', '--yes']],
  ['status', Status, ['chat'], ['nope']],
  ['logs', Logs, ['chat']],
  ['chat', Chat, ['chat', 'hi']],
  ['url', Url, ['chat']],
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

const required = (command: Command) => command.needs.filter(({optional}) => !optional)

describe('rights', () => {
  let cluster: TestWorld
  before(async () => {
    const objects = [
      ...uses.flatMap(([id, command]) => person(`may-${id}`, required(command))),
      ...person('reader', [{apiGroups: ['ome.io'], resources: ['*'], verbs: ['get', 'list']}]),
    ]
    cluster = await world({objects})
    await cluster.serve('chat')
  })
  after(() => cluster.stop())

  for (const [id, command, ...lines] of uses) {
    it(`ome ${id} works with the needed rights alone`, async () => {
      const [line = []] = lines
      const {code, err} = await cluster.pass(command, [
        ...line.filter((word) => word !== '--wait'),
        '--as',
        `may-${id}`,
      ])
      assert.equal(code, 0, err)
    })

    it(`ome ${id} without any right ends with 5 and the server's words`, async () => {
      const [line = []] = lines
      const {code, out, err} = await cluster.pass(command, [...line, '--as', 'nobody'])
      golden(import.meta.dirname, `rights/${id}`, err)
      assert.deepEqual([code, out], [5, ''])
    })
  }

  it('a missing service is not found also for those who may read no Services', async () => {
    const {code} = await cluster.run(Status, ['nope', '--as', 'may-status'])
    assert.equal(code, 4)
  })

  it('a person who may look but not write changes nothing', async () => {
    const {code, out, err} = await cluster.run(Deploy, ['mistral-7b', '--name', 'denied', '--as', 'reader'])
    golden(import.meta.dirname, 'rights/reader', err)
    assert.deepEqual([code, out, cluster.service('denied')], [5, '', undefined])
  })
})
