import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import type {CommandClass} from '@ome/testkit/run'
import CreateInference from '../src/commands/config/create-inference.ts'
import CreateTuning from '../src/commands/config/create-tuning.ts'
import EditInference from '../src/commands/config/edit-inference.ts'
import EditTuning from '../src/commands/config/edit-tuning.ts'
import TemplatesCreate from '../src/commands/config/templates/create.ts'
import TemplatesList from '../src/commands/config/templates/list.ts'
import TemplatesShow from '../src/commands/config/templates/show.ts'
import Validate from '../src/commands/config/validate.ts'
import Cancel from '../src/commands/tune/cancel.ts'
import List from '../src/commands/tune/list.ts'
import Logs from '../src/commands/tune/logs.ts'
import Metrics from '../src/commands/tune/metrics.ts'
import Start from '../src/commands/tune/start.ts'
import Status from '../src/commands/tune/status.ts'
import {type TuningWorld, world} from './world.ts'

const group = 'rbac.authorization.k8s.io'

/** May do things to ConfigMaps of their namespace and look at workspaces, pods and nodes, and nothing else. */
const role: readonly KubeObject[] = [
  {
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata: {name: 'tuner', namespace: 'default'},
    rules: [
      {apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'create', 'patch']},
      {apiGroups: ['kaito.sh'], resources: ['workspaces'], verbs: ['get', 'list']},
      {apiGroups: [''], resources: ['pods'], verbs: ['list']},
    ],
  },
  {
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata: {name: 'tuner', namespace: 'default'},
    roleRef: {apiGroup: group, kind: 'Role', name: 'tuner'},
    subjects: [{kind: 'User', apiGroup: group, name: 'jane'}],
  },
]

const nodes: readonly KubeObject[] = [
  {
    apiVersion: `${group}/v1`,
    kind: 'ClusterRole',
    metadata: {name: 'node-reader'},
    rules: [{apiGroups: [''], resources: ['nodes'], verbs: ['list']}],
  },
  {
    apiVersion: `${group}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: {name: 'node-reader'},
    roleRef: {apiGroup: group, kind: 'ClusterRole', name: 'node-reader'},
    subjects: [{kind: 'User', apiGroup: group, name: 'jane'}],
  },
]

describe('a person with few rights', () => {
  let place: TuningWorld
  before(async () => {
    place = await world({objects: [...role, ...nodes]})
  })
  after(() => place.stop())
  const asJane = (command: CommandClass, argv: readonly string[]) =>
    place.run(command, argv, {kube: (options, signal) => place.kube({...options, as: 'jane'}, signal)})

  for (const [command, argv, note] of [
    [TemplatesList, [], /our own/],
    [TemplatesShow, ['lora-params-template'], /our own/],
    [CreateTuning, ['janes'], /our own/],
    [CreateInference, ['janes-engine'], /our own/],
    [TemplatesCreate, ['janes-template', '--from', 'lora-params-template'], /our own/],
  ] as const)
    it(`${argv.join(' ') || 'the list'} is of our templates`, async () => {
      const {code, err} = await asJane(command, argv)
      assert.equal(code, 0, err)
      assert.match(err, note)
    })

  it('edits without knowing of sets', async () => {
    const tuned = await asJane(EditTuning, ['my-tuning-config', '--set', 'lora.r=4'])
    assert.equal(tuned.code, 0, tuned.err)
    assert.match(tuned.err, /workspace\/my-tuning read it when its run began/)
    assert.equal((await asJane(EditInference, ['my-vllm-config', '--set', 'seed=1'])).code, 0)
  })

  it('checks instance types of the usual cloud', async () => {
    const {code, err} = await asJane(Validate, ['my-vllm-config', '--instance-type', 'Standard_NC24ads_A100_v4'])
    assert.equal(code, 0, err)
  })

  it('starts no run', async () => {
    const target = ['--output', 'pvc://my-rag-index']
    const argv = ['janes', '--model', 'phi-4', '--input', 'https://data.example.com/x', ...target, '--epochs', '1']
    const {code, err} = await asJane(Start, argv)
    assert.equal(code, 1, err)
    assert.match(err, /note: the operator's qlora-params-template cannot be read: ours is taken/)
    assert.match(err, /error: workspace\/janes: /)
  })

  it('sees how a run is, but not what it writes', async () => {
    const {code, out} = await asJane(Status, ['my-tuning'])
    assert.equal(code, 0)
    assert.match(out, /\nState: +Running\nJob: +none\nStage: +node > weights > data > \[train\] > push\nData: /)
    assert.equal((await asJane(Logs, ['my-tuning'])).code, 5)
    assert.match((await asJane(Metrics, ['my-tuning', '--show', 'loss'])).err, /no loss yet/)
    assert.match((await asJane(List, [])).out, /\nmy-tuning +Running +none /)
    assert.equal((await asJane(Cancel, ['my-tuning', '--yes'])).code, 5)
  })
})
