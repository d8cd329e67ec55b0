import assert from 'node:assert/strict'
import {startWire, type Wire} from './testing/wire.ts'

describe('details of the wire', () => {
  let wire: Wire
  before(async () => {
    wire = await startWire()
  })
  after(() => wire.close())

  const refused: [method: string, path: string, code: number, message: string][] = [
    ['PUT', '/api/v1/namespaces', 405, 'the server does not allow this method on the requested resource'],
    [
      'GET',
      '/api/v1/pods?limit=9999999999999999999999',
      400,
      'strconv.ParseInt: parsing "9999999999999999999999": value out of range',
    ],
    [
      'GET',
      '/api/v1/pods?watch=1&resourceVersion=0&resourceVersionMatch=NotOlderThan',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
    [
      'GET',
      '/api/v1/pods?labelSelector=a%20in%20(b',
      400,
      "unable to parse requirement: found '', expected: ',' or ')'",
    ],
  ]
  for (const [method, path, code, message] of refused)
    it(`${method} ${path} gives ${code}`, async () => {
      const answer = await wire.call(method, path, method === 'PUT' ? {body: {metadata: {name: 'a'}}} : {})

      assert.equal(answer.body.message, message)
      assert.equal(answer.code, code)
    })

  it('a finalizer without a domain is warned of', async () => {
    const body = {metadata: {name: 'a', finalizers: ['bad']}}
    const {code, headers} = await wire.call('POST', '/api/v1/namespaces/default/configmaps?dryRun=All', {body})

    assert.equal(code, 201)
    assert.equal(
      headers['warning'],
      '299 - "metadata.finalizers: \\"bad\\": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers"',
    )
  })

  it('only whoever adds a finalizer is warned', async () => {
    const path = '/api/v1/namespaces/default/configmaps'
    await wire.call('POST', path, {body: {metadata: {name: 'held', finalizers: ['bad']}}})
    const {code, headers} = await wire.call('PATCH', `${path}/held`, {
      body: {data: {a: '1'}},
      headers: {'content-type': 'application/merge-patch+json'},
    })
    assert.deepEqual([code, headers['warning']], [200, undefined])
  })

  it('a Status has its fields in order, indented for curl', async () => {
    const {text} = await wire.call('GET', '/api/v1/namespaces/nope', {headers: {'user-agent': 'curl/8'}})

    assert.ok(text.startsWith('{\n  "kind": "Status",\n'))
    assert.deepEqual(Object.keys(JSON.parse(text)), [
      'kind',
      'apiVersion',
      'metadata',
      'status',
      'message',
      'reason',
      'details',
      'code',
    ])
  })

  it('the root lists what is served', async () => {
    const {code, body} = await wire.call('GET', '/')

    assert.equal(code, 200)
    for (const path of ['/api/v1', '/apis/apps/v1', '/apis/example.com', '/version'])
      assert.ok(body.paths.includes(path))
  })
})
