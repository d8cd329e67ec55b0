import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {jobs, persistentVolumeClaims} from '../src/controllers/resources.ts'
import {kaito} from '../src/kaito/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {conditionOf, kaitoCluster} from './kaito-fixture.ts'

const minute = 60_000

const mirror = (spec: Record<string, unknown>): ApiObject => ({
  apiVersion: 'kaito.sh/v1alpha1',
  kind: 'ModelMirror',
  metadata: {name: 'mirror'},
  spec,
})

const managed = mirror({
  jobNamespace: 'default',
  source: {registry: 'huggingface', modelID: 'microsoft/phi-4'},
  storage: {size: '110Gi', storageClassName: 'shared'},
})

/** @feature KAITO: ModelMirrors | works */
describe('ModelMirrors', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await kaitoCluster(faults, {gates: 'ModelMirror=true'})
    cluster.api.create(
      {group: 'storage.k8s.io', plural: 'storageclasses'},
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: {name: 'shared'},
        provisioner: 'file.csi.azure.com',
        volumeBindingMode: 'Immediate',
      },
    )
    cluster.api.create({group: '', plural: 'nodes'}, {apiVersion: 'v1', kind: 'Node', metadata: {name: 'cpu'}})
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })
  const found = (): ApiObject | undefined => cluster.api.get(kaito.modelMirrors, 'mirror')

  it('a model is downloaded to a shared volume, with progress on the way', async () => {
    cluster.api.create(kaito.modelMirrors, managed)
    await cluster.advance(30_000)
    assert.equal(found()?.['status'].phase, 'Pending')
    assert.equal(conditionOf(found(), 'StorageReady')?.reason, 'PVCBound')
    assert.ok(found()?.['status'].download.remainingSeconds > 0)

    await cluster.advance(5 * minute)
    assert.equal(found()?.['status'].phase, 'Ready')
    assert.equal(found()?.['status'].modelPath, '/models/microsoft/phi-4')
    assert.equal(conditionOf(found(), 'Ready')?.reason, 'DownloadSucceeded')
  })

  it('nothing is left of a deleted one', async () => {
    cluster.api.create(kaito.modelMirrors, managed)
    await cluster.advance(minute)
    cluster.api.delete(kaito.modelMirrors, 'mirror')
    await cluster.advance(minute)
    for (const resource of [kaito.modelMirrors, jobs, persistentVolumeClaims]) {
      assert.deepEqual(cluster.api.list(resource), [])
    }
  })

  it('a static one is ready at once; a managed one needs its storage class', async () => {
    cluster.api.create(kaito.modelMirrors, mirror({mode: 'Static', jobNamespace: 'default'}))
    await cluster.advance(1000)
    assert.equal(conditionOf(found(), 'Ready')?.reason, 'StaticMirror')
    const spec = {...managed.spec, storage: {size: '1Gi', storageClassName: 'nope'}}
    assert.throws(
      () => cluster.api.create(kaito.modelMirrors, {...mirror(spec), metadata: {name: 'other'}}),
      /validation\.modelmirror\.kaito\.sh.*StorageClass nope not found/,
    )
  })
})
