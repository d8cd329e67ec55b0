import assert from 'node:assert/strict'
import type {ApiObject} from '../src/api.ts'
import {pods} from '../src/controllers/resources.ts'
import {omeAdmissions} from '../src/ome/admission.ts'
import {omeControllers} from '../src/ome/ome.ts'
import {inferenceServices} from '../src/ome/resources.ts'
import {stack} from '../src/stacks.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {conditionOf, omeCluster, service, withMistral} from './ome-fixture.ts'

const node = {
  runner: {
    name: 'ome-container',
    image: 'vllm/vllm-openai:v0.11.0',
    command: ['vllm', 'serve', 'mistralai/Mistral-7B-Instruct-v0.3'],
    args: ['--port=8080'],
    ports: [{containerPort: 8080}],
    resources: {limits: {'nvidia.com/gpu': '1'}},
  },
}

/** @feature OME: services on several nodes with the LeaderWorkerSet controller: ready, and whole again after a failure | works */
describe('OME services on several nodes, served', () => {
  let cluster: StandingCluster
  const faults: string[] = []
  const members = (): ApiObject[] =>
    cluster.api
      .list(pods, {namespace: 'default', labels: {'leaderworkerset.sigs.k8s.io/name': 'lws-wide-engine'}})
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const ready = (): string | undefined =>
    conditionOf(cluster.api.get(inferenceServices, 'wide', 'default'), 'Ready')?.status

  before(async () => {
    const lws = stack('lws')
    assert.ok(lws)
    cluster = await omeCluster(faults, ['leaderworkersets.leaderworkerset.x-k8s.io'], {
      controllers: [...omeControllers, ...lws.controllers],
      admissions: [...omeAdmissions, ...lws.admissions],
    })
    await withMistral(cluster)
    cluster.api.create(
      inferenceServices,
      service('wide', {engine: {minReplicas: 1, leader: node, worker: {...node, size: 2}}}),
    )
    await cluster.advance(300_000)
  })
  after(() => {
    cluster.stop()
    assert.deepEqual(faults, [])
  })

  it('becomes ready with a leader and its workers', () => {
    assert.deepEqual(
      members().map(({metadata}) => metadata.name),
      ['lws-wide-engine-0', 'lws-wide-engine-0-1', 'lws-wide-engine-0-2'],
    )
    assert.equal(ready(), 'True')
  })

  it('starts the whole group anew when a worker fails', async () => {
    const before = members().map(({metadata}) => metadata.uid)
    cluster.api.delete(pods, 'lws-wide-engine-0-1', 'default')
    await cluster.advance(30_000)
    assert.notEqual(ready(), 'True')

    await cluster.advance(300_000)

    const after = members().map(({metadata}) => metadata.uid)
    assert.equal(after.length, 3)
    assert.deepEqual(
      after.filter((uid) => before.includes(uid)),
      [],
    )
    assert.equal(ready(), 'True')
  })
})
