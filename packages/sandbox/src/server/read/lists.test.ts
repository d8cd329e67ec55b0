import assert from 'node:assert/strict'
import {widget, widgetPath} from '../testing/widgets.ts'
import {startWire, type Wire} from '../testing/wire.ts'

const selected = (labels: string) => `${widgetPath}?labelSelector=${encodeURIComponent(labels)}`
const names = (body: {items: {metadata: {name: string}}[]}) => body.items.map(({metadata}) => metadata.name)

describe('lists over the wire', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire()
    for (let i = 0; i < 10; i++)
      await wire.call('POST', widgetPath, {
        body: widget(`n${i}`, {replicas: i}, {labels: {i: String(i), odd: String(i % 2 === 1)}}),
      })
  })
  after(() => wire.close())

  /** @feature API: pages from one consistent view | works */
  it('pages are one consistent view, with the count of what remains', async () => {
    const first = await wire.call('GET', `${widgetPath}?limit=3`)
    await wire.call('DELETE', `${widgetPath}/n5`)
    await wire.call('POST', widgetPath, {body: widget('n10')})
    const second = await wire.call('GET', `${widgetPath}?limit=4&continue=${first.body.metadata.continue}`)
    const third = await wire.call('GET', `${widgetPath}?continue=${second.body.metadata.continue}`)
    await wire.call('DELETE', `${widgetPath}/n10`)
    await wire.call('POST', widgetPath, {body: widget('n5', {}, {labels: {i: '5', odd: 'true'}})})

    assert.deepEqual(
      [...names(first.body), ...names(second.body), ...names(third.body)],
      ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9'],
    )
    assert.equal(first.body.metadata.remainingItemCount, 7)
    assert.equal(third.body.metadata.continue, '')
    assert.equal(third.body.metadata.resourceVersion, first.body.metadata.resourceVersion)
    const token = JSON.parse(Buffer.from(first.body.metadata.continue, 'base64url').toString())
    assert.deepEqual([token.v, token.start], ['meta.k8s.io/v1', '/n2\0'])
  })

  it('a selected list has no remaining count', async () => {
    const {body} = await wire.call('GET', `${selected('odd=true')}&limit=2`)
    assert.deepEqual(names(body), ['n1', 'n3'])
    assert.equal(body.metadata.remainingItemCount, undefined)
    assert.ok(body.metadata.continue)
  })

  it('resourceVersion 0 ignores the limit', async () => {
    const {body} = await wire.call('GET', `${widgetPath}?limit=2&resourceVersion=0`)
    assert.equal(body.items.length, 10)
  })

  const refusals: [query: string, code: number, message: RegExp][] = [
    ['continue=abc&resourceVersion=5', 400, /^specifying resource version is not allowed when using continue$/],
    ['continue=abc', 400, /^invalid continue token: /],
    ['resourceVersionMatch=Exact', 422, /^ListOptions\.meta\.k8s\.io "" is invalid: resourceVersionMatch: Forbidden: /],
    ['resourceVersion=99999999', 504, /^Timeout: Too large resource version: 99999999, current: \d+$/],
    ['resourceVersion=abc', 400, /^invalid resource version: /],
    ['limit=x', 400, /^strconv\.ParseInt: parsing "x": invalid syntax$/],
    ['labelSelector=a%20in%20(', 400, /^unable to parse requirement: found '', expected: ',', '\)' or identifier$/],
    ['fieldSelector=status.phase%3DX', 400, /^field label not supported: status\.phase$/],
    ['sendInitialEvents=true', 422, /sendInitialEvents is forbidden for list/],
  ]
  for (const [query, code, message] of refusals)
    it(`refuses ?${query}`, async () => {
      const answer = await wire.call('GET', `${widgetPath}?${query}`)
      assert.equal(answer.code, code)
      assert.match(answer.body.message, message)
    })

  /** @feature API: lists at older versions, compaction and 410 | works */
  it('an exact old revision is read back, a compacted one is gone', async () => {
    const {body} = await wire.call('GET', widgetPath)
    const revision = body.metadata.resourceVersion
    await wire.call('POST', widgetPath, {body: widget('later')})
    const old = await wire.call('GET', `${widgetPath}?resourceVersion=${revision}&resourceVersionMatch=Exact`)
    await wire.call('DELETE', `${widgetPath}/later`)
    wire.server.core.operations.store.compact()
    const gone = await wire.call('GET', `${widgetPath}?resourceVersion=${revision}&resourceVersionMatch=Exact`)

    assert.deepEqual(names(old.body), names(body))
    assert.deepEqual([gone.code, gone.body.reason], [410, 'Expired'])
  })

  it('a page token from before a compaction comes back with one to go on', async () => {
    const first = await wire.call('GET', `${widgetPath}?limit=3`)
    await wire.call('POST', widgetPath, {body: widget('extra')})
    wire.server.core.operations.store.compact()
    const expired = await wire.call('GET', `${widgetPath}?limit=3&continue=${first.body.metadata.continue}`)
    const rest = await wire.call('GET', `${widgetPath}?limit=2&continue=${expired.body.metadata.continue}`)
    await wire.call('DELETE', `${widgetPath}/extra`)
    assert.deepEqual([expired.code, expired.body.reason, rest.code], [410, 'Expired', 200])
  })

  /** @feature API: tables with the columns of definitions and built-in kinds | works */
  it('a Table has the columns of the definition and ages as text', async () => {
    await wire.call('POST', widgetPath, {body: widget('tabled', {replicas: 2, parts: [{name: 'a', size: 7}]})})
    const {body} = await wire.call('GET', `${widgetPath}/tabled`, {
      headers: {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'},
    })
    await wire.call('DELETE', `${widgetPath}/tabled`)

    assert.equal(body.kind, 'Table')
    assert.deepEqual(
      body.columnDefinitions.map(({name}: {name: string}) => name),
      ['Name', 'Replicas', 'First', 'Age'],
    )
    assert.deepEqual(body.rows[0].cells.slice(0, 3), ['tabled', 2, '7'])
    assert.match(body.rows[0].cells[3], /^\d+s$/)
    assert.equal(body.rows[0].object.kind, 'PartialObjectMetadata')
  })

  /** @feature API: content negotiation: JSON, YAML, Table, PartialObjectMetadata | works */
  it('content is negotiated', async () => {
    const yaml = await wire.call('GET', `${widgetPath}/n1`, {headers: {accept: 'application/yaml'}})
    const protobuf = await wire.call('GET', `${widgetPath}/n1`, {
      headers: {accept: 'application/vnd.kubernetes.protobuf'},
    })
    const badTable = await wire.call('GET', `${widgetPath}/n1`, {
      headers: {accept: 'application/json;as=Table;v=v9;g=meta.k8s.io'},
    })
    const text = await wire.call('POST', widgetPath, {body: 'x', headers: {'content-type': 'text/plain'}})
    const pretty = await wire.call('GET', `${widgetPath}/n1?pretty=true`)
    const partial = await wire.call('GET', widgetPath, {
      headers: {accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'},
    })

    assert.match(yaml.text, /^apiVersion: example\.com\/v1\n/)
    assert.deepEqual([protobuf.code, badTable.code, text.code], [406, 406, 415])
    assert.equal(
      protobuf.body.message,
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    )
    assert.match(pretty.text, /^\{\n {2}"apiVersion"/)
    assert.equal(partial.body.kind, 'PartialObjectMetadataList')
    assert.equal(partial.body.items[0].spec, undefined)
  })

  /** @feature API: audit ids, caching, bare 404 | works */
  it('every answer carries an audit id and forbids caching; unknown paths are bare text', async () => {
    const known = await wire.call('GET', `${widgetPath}/n1`)
    const unknown = await wire.call('GET', '/apis/example.com/v1/nothing')
    const missing = await wire.call('GET', `${widgetPath}/none`)
    assert.match(String(known.headers['audit-id']), /^[0-9a-f-]{36}$/)
    assert.equal(known.headers['cache-control'], 'no-cache, private')
    assert.deepEqual([unknown.code, unknown.text], [404, '404 page not found\n'])
    assert.equal(missing.body.message, 'widgets.example.com "none" not found')
  })

  /** @feature API: compressed answers | works */
  it('a large body is compressed for those who ask', async () => {
    const {headers} = await wire.call('GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      headers: {'accept-encoding': 'gzip'},
    })
    assert.equal(headers['content-encoding'], undefined)
    const big = await wire.call('GET', '/openapi/v3/api/v1', {headers: {'accept-encoding': 'gzip'}})
    assert.equal(big.headers['content-encoding'], 'gzip')
  })
})
