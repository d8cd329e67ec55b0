import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {golden} from '@ome/testkit/golden'
import type {CommandClass} from '@ome/testkit/run'
import ImportHf from '../src/commands/import/hf.ts'
import ImportLocal from '../src/commands/import/local.ts'
import ImportOci from '../src/commands/import/oci.ts'
import ImportPvc from '../src/commands/import/pvc.ts'
import ImportS3 from '../src/commands/import/s3.ts'
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

const stored: readonly (readonly [CommandClass, ...string[]])[] = [
  [ImportHf, 'Qwen/Qwen3-8B'],
  [ImportLocal, '/raid/models/mine'],
  [ImportOci, 'oci://n/tenancy/b/models/o/mine'],
  [ImportS3, 's3://bucket/mine', '--force'],
]
const claim = [ImportPvc, 'pvc://models/mine', '-n', 'default', '--force'] as const

describe('every right is there for something', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world([...gpuCluster, llama])
  })
  after(() => cluster.stop())

  /** Runs until both the model and the reports of the agents are watched, or it is clear that nothing will come. */
  async function follows(command: CommandClass, argv: readonly string[]): Promise<void> {
    const stop = new AbortController()
    cluster.requests.length = 0
    const done = cluster.run(command, argv, {
      signal: stop.signal,
      kube: (options) => cluster.kube(options, stop.signal),
    })
    const watched = () => cluster.requests.filter(({path}) => path.includes('watch=true')).length
    let ended = false
    void done.finally(() => {
      ended = true
    })
    while (watched() < 2 && !ended) await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    const {code, err} = await done
    assert.ok(code === 130 || /is Stuck: (no|this) version of OME/.test(err), err)
  }

  for (const [command, ...line] of [...stored, claim]) {
    it(`${command.name} shows the difference, creates and follows`, async () => {
      const name = command.name.toLowerCase()
      const {code, err} = await cluster.run(command, [...line, '--name', name, '--diff'])
      assert.equal(code, 0, err)
      await follows(command, [...line, '--name', name, '--wait'])
    })
  }

  for (const [command, ...line] of stored)
    it(`${command.name} does the same in a namespace`, async () => {
      const name = `own-${command.name.toLowerCase()}`
      const {code, err} = await cluster.run(command, [...line, '--name', name, '-n', 'default', '--diff'])
      assert.equal(code, 0, err)
      await follows(command, [...line, '--name', name, '-n', 'default', '--wait'])
    })

  it('downloads are followed for models of the cluster and of the namespace', async () => {
    await follows(ModelsStatus, ['importlocal', '--watch'])
    await follows(ModelsStatus, ['own-importlocal', '--watch'])
  })
})

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
