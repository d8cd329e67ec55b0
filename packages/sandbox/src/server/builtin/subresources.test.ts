import assert from 'node:assert/strict'
import {widget, widgetPath} from '../testing/widgets.ts'
import {startWire, type Wire} from '../testing/wire.ts'

describe('subresources over the wire', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())

  const create = (name: string, spec: object) => wire.call('POST', widgetPath, {body: widget(name, spec)})

  /** @feature API: status subresources | works */
  it('status and spec are written through their own endpoints only', async () => {
    const {body} = await create('a', {replicas: 1})
    const main = await wire.call('PUT', `${widgetPath}/a`, {body: {...body, status: {ready: 9}}})
    const status = await wire.call('PUT', `${widgetPath}/a/status`, {
      body: {...body, spec: {replicas: 5}, status: {ready: 2}},
    })
    assert.equal(main.body.status, undefined)
    assert.deepEqual([status.body.spec.replicas, status.body.status.ready, status.body.metadata.generation], [1, 2, 1])
  })

  /** @feature API: scale subresources | works */
  it('scale reads and writes the replicas of the object', async () => {
    await create('a', {replicas: 2})
    const read = await wire.call('GET', `${widgetPath}/a/scale`)
    const patched = await wire.call('PATCH', `${widgetPath}/a/scale`, {
      body: {spec: {replicas: 4}},
      headers: {'content-type': 'application/merge-patch+json'},
    })
    const replaced = await wire.call('PATCH', `${widgetPath}/a/scale`, {
      body: [{op: 'replace', path: '/spec/replicas', value: 5}],
      headers: {'content-type': 'application/json-patch+json'},
    })
    const negative = await wire.call('PATCH', `${widgetPath}/a/scale`, {
      body: {spec: {replicas: -4}},
      headers: {'content-type': 'application/merge-patch+json'},
    })
    assert.equal(read.body.kind, 'Scale')
    assert.deepEqual(
      [read, patched, replaced].map(({body}) => body.spec),
      [{replicas: 2}, {replicas: 4}, {replicas: 5}],
    )
    assert.equal(negative.code, 422)
    assert.equal(negative.body.details.causes[0].field, '.spec.replicas')
  })
})
