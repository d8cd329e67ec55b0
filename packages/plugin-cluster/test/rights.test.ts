import assert from 'node:assert/strict'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import Describe from '../src/commands/describe.ts'
import Events from '../src/commands/events.ts'
import Get from '../src/commands/get.ts'

const rbac = 'rbac.authorization.k8s.io'

/** Whoever may do this in namespace `ml-prod`, and nothing anywhere else. */
const person = (name: string, rules: readonly object[]) => [
  {apiVersion: `${rbac}/v1`, kind: 'Role', metadata: {name, namespace: 'ml-prod'}, rules},
  {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: {name, namespace: 'ml-prod'},
    roleRef: {apiGroup: rbac, kind: 'Role', name},
    subjects: [{kind: 'User', apiGroup: rbac, name}],
  },
]
const services = {apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['get', 'list']}
const events = {apiGroups: [''], resources: ['events'], verbs: ['list', 'watch']}

const undecided = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'undecided', namespace: 'default'},
  spec: {model: {name: 'mistral-7b'}},
}

/** Lines that ask for what the other tests do not, so that every right has a use. */
const uses: readonly (readonly [CommandClass, string])[] = [
  [Describe, 'accelerator nvidia-h100'],
  [Describe, 'service undecided'],
  [Describe, 'service chat -n ml-prod'],
  [Events, 'accelerator nvidia-h100'],
  [Events, 'model mistral-7b'],
  [Events, 'service undecided'],
  [Events, 'service prod-llama-engine'],
  [Delete, 'accelerator nvidia-h100 --dry-run --force'],
  [Delete, 'service undecided --dry-run'],
]

/** Each with how many collections it watches. */
const followed: readonly (readonly [CommandClass, string, number])[] = [
  [Get, 'pods --watch', 1],
  [Get, 'services --watch', 4],
  [Get, 'models --watch', 5],
  [Get, 'accelerators --watch', 3],
  [Events, '--follow', 1],
  [Events, 'service chat --follow -n ml-prod', 2],
]

describe('rights', () => {
  let emulated: TestCluster
  before(async () => {
    emulated = await cluster({
      scenario: 'tour-ome',
      objects: [undecided, ...person('watcher', [services, events]), ...person('reader', [services])],
    })
  })
  after(() => emulated.stop())

  for (const [command, line] of uses) {
    it(`${command.name.toLowerCase()} ${line}`, async () => {
      const {code, err} = await run(command, line.split(' '), {kube: emulated.kube, now: emulated.now})
      // The last one names a Service of Kubernetes, which is told apart.
      assert.equal(code, line.endsWith('-engine') ? 4 : 0, err)
    })
  }

  for (const [command, line, count] of followed) {
    it(`${command.name.toLowerCase()} ${line} watches ${count} until it is stopped`, async () => {
      const controller = new AbortController()
      const {signal} = controller
      emulated.requests.length = 0
      const done = run(command, line.split(' '), {kube: (options) => emulated.kube(options, signal), signal})
      await watching(emulated, count)
      controller.abort()
      assert.equal((await done).code, 130)
    })
  }

  it('in one namespace are enough for the events of a service there', async () => {
    const {api} = emulated
    const chat = api.get({group: 'ome.io', plural: 'inferenceservices'}, 'chat', 'ml-prod')
    assert.ok(chat)
    api.event(chat, 'Normal', 'Tested', 'something happened', 'test')
    const {code, out, err} = await run(Events, ['service', 'chat', '-n', 'ml-prod', '--as', 'watcher'], {
      kube: emulated.kube,
    })
    assert.deepEqual([code, err.includes('events')], [0, false], err)
    assert.match(out, /Tested +inferenceservice\/chat +something happened/)
  })

  it('without those to events an object is described without them', async () => {
    const {code, out, err} = await run(Describe, ['service', 'chat', '-n', 'ml-prod', '--as', 'reader'], {
      kube: emulated.kube,
    })
    assert.equal(code, 0, err)
    assert.match(out, /chat/)
    assert.match(err, /^note: events are not shown: you may not list events$/m)
  })
})

async function watching({requests}: TestCluster, count: number): Promise<void> {
  const isThere = () => requests.filter(({path}) => path.includes('watch=true')).length >= count
  while (!isThere()) await new Promise((resolve) => setImmediate(resolve))
}
