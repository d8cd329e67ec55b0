import assert from 'node:assert/strict'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {type CommandClass, run} from '@ome/testkit/run'
import CleanupFailedServices from '../src/commands/cleanup/failed-services.ts'
import CleanupUnusedModels from '../src/commands/cleanup/unused-models.ts'

const models = {group: 'ome.io', plural: 'clusterbasemodels'}
const services = {group: 'ome.io', plural: 'inferenceservices'}

describe('ome cleanup', () => {
  let tour: TestCluster
  before(async () => {
    tour = await cluster({scenario: 'tour-ome'})
  })
  after(() => tour.stop())

  const ask = (command: CommandClass, words = '') =>
    run(command, words.split(' ').filter(Boolean), {kube: tour.kube, now: tour.now, width: 120})
  const names = (resource: typeof models) => tour.api.list(resource).map(({metadata: {name}}) => name)

  it('unused models: shows what goes and why, asks, and takes nothing that is new or in use', async () => {
    const before = names(models)
    const unasked = await ask(CleanupUnusedModels)
    assert.equal(unasked.code, 2)
    assert.match(unasked.err, /\ndelete {2}clusterbasemodel\/old-falcon-7b {2}nothing uses it, made 90d ago/)
    assert.match(unasked.err, /this needs a yes: Delete this model\?/)
    assert.deepEqual(names(models), before)

    const tried = await ask(CleanupUnusedModels, '--dry-run')
    assert.match(tried.out, /clusterbasemodel\/old-falcon-7b deleted \(server dry run\)\n/)
    const {out, code} = await ask(CleanupUnusedModels, '--yes')
    assert.deepEqual([out, code], ['clusterbasemodel/old-falcon-7b deleted\n', 0])
    assert.deepEqual((await ask(CleanupUnusedModels)).err, 'no unused models\n')
  })

  it('unused models: a lower limit reaches newer ones', async () => {
    const {out} = await ask(CleanupUnusedModels, '--older-than 1d --dry-run')
    assert.match(out, /clusterbasemodel\/new-unused deleted/)
    assert.doesNotMatch(out, /mistral-7b/)
  })

  it('failed services: of the namespace, with their reasons', async () => {
    const {err, code} = await ask(CleanupFailedServices)
    assert.equal(code, 2)
    assert.match(err, /inferenceservice\/broken-llama {2}failed for \S+: CrashLoopBackOff: .*; with /)
    assert.doesNotMatch(err, /experiment/)
    const {out} = await ask(CleanupFailedServices, '-A --yes')
    assert.deepEqual(out.trim().split('\n').sort(), [
      'inferenceservice/broken-llama deleted',
      'inferenceservice/experiment deleted',
    ])
    await tour.until(() => !names(services).includes('broken-llama'))
    assert.equal((await ask(CleanupFailedServices, '-A')).err, 'no failed services\n')
  })

  it('failed services: one that nothing is known of yet is left', async () => {
    const kube = await tour.kube()
    const resource = {...services, version: 'v1beta1', namespaced: true}
    const spec = {model: {name: 'mistral-7b'}, engine: {minReplicas: 1, maxReplicas: 1}}
    // Nothing is made for such a service, so that its runtime stays open.
    const annotations = {'ome.io/deploymentMode': 'VirtualDeployment'}
    const metadata = {name: 'young', namespace: 'default', annotations}
    await kube.create(resource, {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata, spec})
    const {err} = await ask(CleanupFailedServices, '--older-than 0s')
    assert.equal(err, 'no failed services\n')
  })

  it('failed services: one that has just begun to fail is left', async () => {
    const {err, code} = await ask(CleanupFailedServices, '-A --older-than 900d')
    assert.deepEqual([err, code], ['no failed services\n', 0])
  })
})
