import assert from 'node:assert/strict'
import {startWire, type Wire} from '../testing/wire.ts'

/** @feature Access: node selector and tolerations of a namespace (PodNodeSelector, PodTolerationRestriction) | works */
describe('where the pods of a namespace may run', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
    const annotations = {
      'scheduler.alpha.kubernetes.io/node-selector': 'pool=grove, zone=a',
      'scheduler.alpha.kubernetes.io/defaultTolerations': '[{"key":"pool","operator":"Exists"}]',
    }
    await wire.call('POST', '/api/v1/namespaces', {
      body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'here', annotations}},
    })
  })
  afterEach(() => wire.close())

  const create = (spec: object) =>
    wire.call('POST', '/api/v1/namespaces/here/pods', {
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'p'},
        spec: {containers: [{name: 'c', image: 'i'}], ...spec},
      },
    })

  it('is added to what the pod says itself', async () => {
    const {body} = await create({
      nodeSelector: {disk: 'fast', zone: 'a'},
      tolerations: [{key: 'own', operator: 'Exists'}],
    })

    assert.deepEqual(body.spec.nodeSelector, {disk: 'fast', zone: 'a', pool: 'grove'})
    const keys = body.spec.tolerations.map(({key}: {key: string}) => key)
    assert.deepEqual([keys.includes('own'), keys.filter((key: string) => key === 'pool').length], [true, 1])
  })

  it('a pod that says otherwise is refused', async () => {
    const {code, body} = await create({nodeSelector: {zone: 'b'}})

    assert.equal(code, 403)
    assert.match(body.message, /pod node label selector conflicts with its namespace node label selector/)
  })

  it('a list that cannot be read counts as none', async () => {
    await wire.call('PATCH', '/api/v1/namespaces/here', {
      body: {metadata: {annotations: {'scheduler.alpha.kubernetes.io/defaultTolerations': '[{'}}},
      headers: {'content-type': 'application/merge-patch+json'},
    })
    const {code, body} = await create({})

    assert.equal(code, 201)
    assert.ok(!body.spec.tolerations?.some(({key}: {key: string}) => key === 'pool'))
  })
})
