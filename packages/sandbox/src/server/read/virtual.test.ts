import assert from 'node:assert/strict'
import type {ApiObject} from '../../api.ts'
import {startWire, type Wire} from '../testing/wire.ts'

const metrics = (name: string): ApiObject => ({
  apiVersion: 'metrics.k8s.io/v1beta1',
  kind: 'NodeMetrics',
  metadata: {name, labels: {zone: name}},
  usage: {cpu: '1', memory: '1Gi'},
})

/** @feature API: metrics.k8s.io and other computed resources | works */
describe('computed resources', () => {
  let wire: Wire
  before(async () => {
    const nodes = [metrics('a'), metrics('b')]
    wire = await startWire({
      virtual: [
        {
          group: 'metrics.k8s.io',
          version: 'v1beta1',
          plural: 'nodes',
          kind: 'NodeMetrics',
          namespaced: false,
          list: () => nodes,
          get: (name) => nodes.find(({metadata}) => metadata.name === name),
        },
      ],
    })
  })
  after(() => wire.close())

  it('are listed, selected and read, but not written', async () => {
    const path = '/apis/metrics.k8s.io/v1beta1/nodes'
    const all = await wire.call('GET', path)
    const selected = await wire.call('GET', `${path}?labelSelector=zone%3Db`)
    const one = await wire.call('GET', `${path}/a`)
    const none = await wire.call('GET', `${path}/c`)
    const written = await wire.call('DELETE', `${path}/a`)
    const {body} = await wire.call('GET', '/apis/metrics.k8s.io/v1beta1')

    assert.deepEqual([all.body.kind, all.body.items.length, selected.body.items.length], ['NodeMetricsList', 2, 1])
    assert.deepEqual(
      [one.body.usage.cpu, none.body.message, written.code],
      ['1', 'nodes.metrics.k8s.io "c" not found', 405],
    )
    assert.deepEqual(body.resources[0].verbs, ['get', 'list'])
  })
})
