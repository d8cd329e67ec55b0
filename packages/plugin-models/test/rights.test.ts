import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {golden} from '@ome/testkit/golden'
import ImportHf from '../src/commands/import/hf.ts'
import ModelsStatus from '../src/commands/models/status.ts'
import RuntimeSuggest from '../src/commands/runtime/suggest.ts'
import SearchHf from '../src/commands/search/hf.ts'
import {gpuCluster, llama} from './objects.ts'
import {type TestWorld, world} from './world.ts'

/** May read models and runtimes of the cluster, and nothing else. */
const reader: readonly KubeObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {name: 'model-reader'},
    rules: [{apiGroups: ['ome.io'], resources: ['clusterbasemodels', 'clusterservingruntimes'], verbs: ['list']}],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: {name: 'model-reader'},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'model-reader'},
    subjects: [{kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane'}],
  },
]

describe('a person with few rights', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world([...gpuCluster, llama, ...reader])
  })
  after(() => cluster.stop())
  const shows = (file: string, text: string) => golden(import.meta.dirname, `rights/${file}`, text)

  it('searches, and learns which columns are not known', async () => {
    const {code, out, err} = await cluster.run(SearchHf, ['Llama-3.3', '--as', 'jane'])
    shows('search', `${err}${out}`)
    assert.equal(code, 0)
  })

  it('gets runtimes suggested without GPUs and without confirmation', async () => {
    const {code, out, err} = await cluster.run(RuntimeSuggest, ['llama-3-3-70b-instruct', '--as', 'jane'])
    shows('suggest', `${err}${out}`)
    assert.equal(code, 0)
  })

  it('without any right every command says which one is missing', async () => {
    const shown = await Promise.all([
      cluster.run(RuntimeSuggest, ['llama', '--as', 'nobody']),
      cluster.run(ModelsStatus, ['--as', 'nobody']),
      cluster.run(ImportHf, ['Qwen/Qwen3-8B', '--as', 'nobody']),
    ])
    shows('denied', shown.map(({err}) => err).join(''))
    assert.deepEqual(
      shown.map(({code, out}) => [code, out]),
      [
        [5, ''],
        [5, ''],
        [5, ''],
      ],
    )
  })

  it('may look but not import', async () => {
    const {code, out, err} = await cluster.run(ImportHf, ['Qwen/Qwen3-8B', '--as', 'jane'])
    shows('import', err)
    assert.deepEqual([code, out], [5, ''])
  })
})
