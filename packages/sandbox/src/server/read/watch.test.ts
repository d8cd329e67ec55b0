import assert from 'node:assert/strict'
import {widget, widgetPath} from '../testing/widgets.ts'
import {lines, startWire, type Wire} from '../testing/wire.ts'

describe('watches over the wire', () => {
  let wire: Wire
  beforeEach(async () => {
    wire = await startWire()
  })
  afterEach(() => wire.close())

  const put = (name: string, labels: Record<string, string> = {}) =>
    wire.call('POST', widgetPath, {body: widget(name, {}, {labels})})
  const relabel = (name: string, labels: object) =>
    wire.call('PATCH', `${widgetPath}/${name}`, {
      body: {metadata: {labels}},
      headers: {'content-type': 'application/merge-patch+json'},
    })

  /** @feature API: watches with selectors and resume | works */
  it('existing objects first, then every change, each with its revision', async () => {
    await put('a')
    const events = lines(await wire.open(`${widgetPath}?watch=true`))
    const first = await events.next()
    await relabel('a', {x: 'y'})
    const second = await events.next()
    const deleted = await wire.call('DELETE', `${widgetPath}/a`)
    const third = await events.next()

    assert.deepEqual([first.value?.type, second.value?.type, third.value?.type], ['ADDED', 'MODIFIED', 'DELETED'])
    assert.equal(deleted.code, 200)
    assert.ok(
      Number(third.value?.object.metadata.resourceVersion) > Number(second.value?.object.metadata.resourceVersion),
    )
  })

  it('headers arrive before the first event', async () => {
    const response = await wire.open(`${widgetPath}?watch=true&timeoutSeconds=30`)
    assert.equal(response.statusCode, 200)
    response.destroy()
  })

  it('objects that start and stop to match come and go', async () => {
    const {body} = await put('a')
    const events = lines(
      await wire.open(`${widgetPath}?watch=1&labelSelector=on%3Dyes&resourceVersion=${body.metadata.resourceVersion}`),
    )
    await relabel('a', {on: 'yes'})
    await relabel('a', {on: 'yes', more: '1'})
    await relabel('a', {on: 'no'})
    await relabel('a', {on: 'never'})
    await relabel('a', {on: 'yes'})
    const types: string[] = []
    for await (const event of events) {
      types.push(event.type)
      if (types.length === 4) break
    }
    assert.deepEqual(types, ['ADDED', 'MODIFIED', 'DELETED', 'ADDED'])
  })

  /** @feature API: watches end with 410 when the version is forgotten | works */
  it('a forgotten revision is an ERROR event with 410, then the end', async () => {
    const {body} = await put('a')
    await put('b')
    wire.server.core.operations.store.compact()
    const response = await wire.open(`${widgetPath}?watch=true&resourceVersion=${body.metadata.resourceVersion}`)
    const events = []
    for await (const event of lines(response)) events.push(event)
    assert.equal(response.statusCode, 200)
    assert.equal(events.length, 1)
    assert.deepEqual(
      [events[0]?.type, events[0]?.object['code'], events[0]?.object['reason']],
      ['ERROR', 410, 'Expired'],
    )
    assert.match(String(events[0]?.object['message']), /^too old resource version: \d+ \(\d+\)$/)
  })

  /** @feature API: WatchList and bookmarks | works */
  it('WatchList: the initial objects, then the bookmark that ends them', async () => {
    await put('a')
    await put('b')
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
    const seen: {type: string; object: {metadata: object}}[] = []
    for await (const event of lines(await wire.open(`${widgetPath}?${query}`))) if (seen.push(event) === 3) break
    const without = await wire.call('GET', `${widgetPath}?watch=true&sendInitialEvents=true`)

    assert.deepEqual(
      seen.map(({type}) => type),
      ['ADDED', 'ADDED', 'BOOKMARK'],
    )
    assert.deepEqual((seen[2]?.object.metadata as {annotations?: object} | undefined)?.annotations, {
      'k8s.io/initial-events-end': 'true',
    })
    assert.equal(without.code, 422)
    assert.match(without.body.message, /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan/)
  })

  /** @feature API: watches as tables | works */
  it('as a Table only the first event names the columns', async () => {
    await put('a')
    await put('b')
    const response = await wire.open(`${widgetPath}?watch=true`, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    })
    const events = []
    for await (const event of lines(response)) if (events.push(event) === 2) break
    assert.equal(events[0]?.object['columnDefinitions']?.length, 4)
    assert.equal(events[1]?.object['columnDefinitions'], null)
  })

  it('timeoutSeconds ends the stream cleanly', async () => {
    const events = []
    for await (const event of lines(await wire.open(`${widgetPath}?watch=true&timeoutSeconds=1`))) events.push(event)
    assert.deepEqual(events, [])
  })
})
