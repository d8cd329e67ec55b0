import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import {golden} from '@ome/testkit/golden'
import type {CommandClass} from '@ome/testkit/run'
import ImportLocal from '../src/commands/import/local.ts'
import ImportOci from '../src/commands/import/oci.ts'
import ImportPvc from '../src/commands/import/pvc.ts'
import ImportS3 from '../src/commands/import/s3.ts'
import {gpuCluster} from './objects.ts'
import {type TestWorld, world} from './world.ts'

describe('ome import from storage', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world(gpuCluster)
  })
  after(() => cluster.stop())
  const refused: readonly (readonly [string, CommandClass, readonly string[], number])[] = [
    ['oci-image', ImportOci, ['oci://registry/model:tag'], 2],
    ['s3', ImportS3, ['s3://bucket/models/llama-70b'], 1],
    ['s3-address', ImportS3, ['bucket/models'], 2],
    ['pvc', ImportPvc, ['pvc://claim/llama', '-n', 'ml'], 1],
    ['pvc-namespace', ImportPvc, ['pvc://claim/llama'], 2],
    ['local-relative', ImportLocal, ['models/llama'], 2],
    ['local-size', ImportLocal, ['/raid/models/x', '--size', 'large'], 2],
  ]
  for (const [name, command, argv, code] of refused)
    it(`refuses ${argv.join(' ')}`, async () => {
      const result = await cluster.run(command, argv)
      golden(import.meta.dirname, `import-storage/${name}`, result.err)
      assert.deepEqual([result.code, result.out], [code, ''])
    })

  it('tells of models of namespaces with the name, and makes none beside that of the whole cluster', async () => {
    assert.equal((await cluster.run(ImportLocal, ['/raid/models/mine/twofold', '-n', 'ml'])).code, 0)
    const {code, err} = await cluster.run(ImportLocal, ['/raid/models/mine/twofold'])
    assert.equal(code, 0, err)
    assert.match(err, /namespace ml has a model twofold of its own: commands there ask for --scope/)
    const other = await cluster.run(ImportLocal, ['/raid/models/mine/twofold', '-n', 'ml-team'])
    assert.equal(other.code, 6)
    assert.match(
      other.err,
      /model "twofold" exists for the whole cluster: .*\nhint: .*\nhint: import under another name/,
    )
  })

  it('imports a folder of the nodes with what was typed about it', async () => {
    const argv = ['/raid/models/mine/tuned', '--architecture', 'LlamaForCausalLM', '--size', '8B']
    const {code, out, err} = await cluster.run(ImportLocal, argv)
    assert.deepEqual([code, out, err], [0, 'clusterbasemodel/tuned created\n', ''])
    const spec = at(cluster.get('clusterbasemodels', 'tuned'), 'spec')
    assert.equal(at(spec, 'storage', 'storageUri'), 'local:///raid/models/mine/tuned')
    assert.equal(at(spec, 'modelParameterSize'), '8B')
  })

  it('warns about a folder outside of the agent', async () => {
    const {err} = await cluster.run(ImportLocal, ['/data/tuned', '--name', 'outside', '--dry-run', '-o', 'name'])
    assert.equal(err, '')
    const shown = await cluster.run(ImportLocal, ['/data/tuned', '--name', 'outside'])
    assert.match(shown.err, /outside the agent's folder \/raid\/models/)
  })

  it('imports from Oracle object storage', async () => {
    const {code, out} = await cluster.run(ImportOci, ['oci://n/tenancy/b/models/o/llama-8b'])
    assert.deepEqual([code, out], [0, 'clusterbasemodel/llama-8b created\n'])
  })

  it('creates what nothing downloads only when forced', async () => {
    const s3 = await cluster.run(ImportS3, ['s3://bucket/models/llama-70b', '--force'])
    assert.deepEqual([s3.code, s3.out], [0, 'clusterbasemodel/llama-70b created\n'])
    const pvc = await cluster.run(ImportPvc, ['pvc://ml:claim/llama', '--force'])
    assert.deepEqual([pvc.code, pvc.out], [0, 'basemodel/llama created\n'])
  })
})
