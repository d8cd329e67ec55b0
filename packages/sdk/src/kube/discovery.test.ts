import assert from 'node:assert/strict'
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {join} from 'node:path'
import {clientOf, surroundings} from '../../test/loopback/client.ts'
import {json, loopback} from '../../test/loopback/server.ts'
import {kubeClient} from './client.ts'

const resource = (name: string, kind: string, extra: object = {}) => ({
  resource: name,
  responseKind: {group: '', version: 'v1', kind},
  scope: 'Namespaced',
  singularResource: kind.toLowerCase(),
  verbs: ['get', 'list'],
  ...extra,
})
const group = (name: string, versions: Readonly<Record<string, object[]>>) => ({
  metadata: {name},
  versions: Object.entries(versions).map(([version, resources]) => ({version, freshness: 'Current', resources})),
})
const aggregated = (...items: object[]) => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items,
})

const api = aggregated(
  group('', {
    v1: [
      resource('pods', 'Pod', {
        shortNames: ['po'],
        categories: ['all'],
        subresources: [{subresource: 'log'}, {subresource: 'status'}],
      }),
      resource('services', 'Service', {shortNames: ['svc']}),
      resource('nodes', 'Node', {scope: 'Cluster', shortNames: ['no']}),
    ],
  }),
)
const apis = aggregated(
  group('ome.io', {
    v1: [resource('inferenceservices', 'InferenceService', {shortNames: ['isvc', 'services']})],
    v1beta1: [
      resource('inferenceservices', 'InferenceService', {shortNames: ['isvc']}),
      resource('basemodels', 'BaseModel'),
    ],
  }),
  group('serving.knative.dev', {v1: [resource('services', 'Service', {shortNames: ['ksvc']})]}),
)

interface Served {
  api: object
  apis: object
}

/** Serves both halves with an ETag made of their text, as the API server does. */
const serving = (served: Served) => (request: IncomingMessage, response: ServerResponse) => {
  const body = request.url === '/api' ? served.api : request.url === '/apis' ? served.apis : undefined
  if (!body) return response.writeHead(404, {'content-type': 'text/plain'}).end('404 page not found')
  const etag = `"${JSON.stringify(body).length}"`
  if (request.headers['if-none-match'] === etag) return response.writeHead(304, {etag}).end()
  return json(response, body, 200, {etag})
}

describe('discovery', () => {
  it('describes the resources of the server in its order', async () => {
    await using server = await loopback(serving({api, apis}))
    using client = await clientOf(server)

    const found = await client.kube.resources()

    assert.deepEqual(
      found.map(({group, version, plural}) => `${plural}.${version}.${group}`),
      [
        'pods.v1.',
        'services.v1.',
        'nodes.v1.',
        'inferenceservices.v1.ome.io',
        'inferenceservices.v1beta1.ome.io',
        'basemodels.v1beta1.ome.io',
        'services.v1.serving.knative.dev',
      ],
    )
    assert.deepEqual(found[0], {
      group: '',
      version: 'v1',
      plural: 'pods',
      kind: 'Pod',
      namespaced: true,
      singular: 'pod',
      shortNames: ['po'],
      categories: ['all'],
      verbs: ['get', 'list'],
      subresources: ['log', 'status'],
    })
    assert.equal(found[2]?.namespaced, false)
  })

  const words: readonly (readonly [string, string | undefined])[] = [
    ['pods', 'pods.v1.'],
    ['pod', 'pods.v1.'],
    ['po', 'pods.v1.'],
    ['Pod', 'pods.v1.'],
    ['PODS', 'pods.v1.'],
    ['services', 'services.v1.'],
    ['svc', 'services.v1.'],
    ['ksvc', 'services.v1.serving.knative.dev'],
    ['services.serving.knative.dev', 'services.v1.serving.knative.dev'],
    ['services.serving', 'services.v1.serving.knative.dev'],
    ['services.v1.serving.knative.dev', 'services.v1.serving.knative.dev'],
    ['Service.serving.knative.dev', 'services.v1.serving.knative.dev'],
    ['isvc', 'inferenceservices.v1.ome.io'],
    ['isvc.ome.io', 'inferenceservices.v1.ome.io'],
    ['InferenceService', 'inferenceservices.v1.ome.io'],
    ['inferenceservices.v1beta1.ome.io', 'inferenceservices.v1beta1.ome.io'],
    ['InferenceService.v1beta1.ome.io', 'inferenceservices.v1beta1.ome.io'],
    ['inferenceservices.v2.ome.io', undefined],
    ['pods.apps', undefined],
    ['nothing', undefined],
    ['', undefined],
  ]
  it('resolves the words that kubectl resolves', async () => {
    await using server = await loopback(serving({api, apis}))
    using client = await clientOf(server)

    for (const [word, expected] of words) {
      const found = await client.kube.resolve(word)
      assert.equal(found && `${found.plural}.${found.version}.${found.group}`, expected, word)
    }
    const misses = words.filter(([, expected]) => expected === undefined).length
    assert.equal(server.requests.length, 2 + 2 * misses)
  })

  it('keeps what it found for ten minutes in a file for the person alone, then revalidates it by ETag', async () => {
    await using server = await loopback(serving({api, apis}))
    using first = await clientOf(server)
    await first.kube.resources()
    const folder = join(first.folder, 'cache', 'discovery')
    const [file = ''] = readdirSync(folder)

    assert.equal(file, `127.0.0.1_${server.port}.json`)
    assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600)

    const later = (minutes: number) =>
      kubeClient(
        {kubeconfig: join(first.folder, '.kubeconfig')},
        {...surroundings(first.folder), now: () => new Date(Date.parse('2026-11-21T12:00:00Z') + minutes * 60_000)},
      )
    const again = await later(9)
    assert.equal((await again.resources()).length, 7)
    assert.equal(server.requests.length, 2)

    const old = await later(11)
    assert.equal((await old.resources()).length, 7)
    assert.equal(server.requests.length, 4)
    for (const kube of [again, old]) kube.close()
  })

  it('asks the server at once when a word is not in the cache', async () => {
    const served: Served = {api, apis: aggregated()}
    await using server = await loopback(serving(served))
    using client = await clientOf(server)
    assert.equal(await client.kube.resolve('isvc'), undefined)
    served.apis = apis
    using next = await clientOf(server, {environment: {cacheFolder: join(client.folder, 'cache')}})

    assert.equal((await next.kube.resolve('isvc'))?.group, 'ome.io')
    assert.equal(server.requests.length, 4)
  })

  it('does not count any longer once the server does not know what it has', async () => {
    const served: Served = {api, apis}
    await using server = await loopback(serving(served))
    using client = await clientOf(server)
    assert.ok(await client.kube.resolve('basemodels.ome.io'))
    served.apis = aggregated(group('apps', {v1: [resource('deployments', 'Deployment')]}))
    assert.ok(await client.kube.resolve('basemodels.ome.io'))

    await assert.rejects(client.kube.list({group: 'ome.io', version: 'v1beta1', plural: 'basemodels'}), {
      kind: 'not-found',
    })
    assert.equal(await client.kube.resolve('basemodels.ome.io'), undefined)
  })

  it('asks again when told to', async () => {
    const served: Served = {api, apis: aggregated()}
    await using server = await loopback(serving(served))
    using client = await clientOf(server)
    await client.kube.resources()
    served.apis = apis

    assert.equal((await client.kube.resources({fresh: true})).length, 7)
  })

  for (const [name, content] of [
    ['damaged', '{"format":1,'],
    ['of another form', '{"format":1,"server":"x","checkedAt":0}'],
    ['of the future', undefined],
  ] as const) {
    it(`makes a cache anew that is ${name}`, async () => {
      await using server = await loopback(serving({api, apis}))
      using client = await clientOf(server)
      await client.kube.resources()
      const file = join(client.folder, 'cache', 'discovery', `127.0.0.1_${server.port}.json`)
      const ahead = readFileSync(file, 'utf8').replace(/"checkedAt":\d+/, '"checkedAt":9999999999999')
      writeFileSync(file, content ?? ahead)
      using next = await clientOf(server, {environment: {cacheFolder: join(client.folder, 'cache')}})

      assert.equal((await next.kube.resources()).length, 7)
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).checkedAt, Date.parse('2026-11-21T12:00:00Z'))
    })
  }

  it('works without a cache folder that can be written', async () => {
    await using server = await loopback(serving({api, apis}))
    using client = await clientOf(server, {environment: {cacheFolder: '/dev/null/none'}})

    assert.equal((await client.kube.resources()).length, 7)
  })

  it('reads a server of the old kind, group version by group version, without the groups that are down', async () => {
    const documents: Readonly<Record<string, object>> = {
      '/api': {kind: 'APIVersions', versions: ['v1']},
      '/apis': {
        kind: 'APIGroupList',
        groups: [
          {name: 'apps', versions: [{version: 'v1beta1'}, {version: 'v1'}], preferredVersion: {version: 'v1'}},
          {name: 'metrics.k8s.io', versions: [{version: 'v1beta1'}]},
        ],
      },
      '/api/v1': {
        kind: 'APIResourceList',
        resources: [
          {name: 'pods', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'], shortNames: ['po']},
          {name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get']},
        ],
      },
      '/apis/apps/v1': {
        kind: 'APIResourceList',
        resources: [
          {name: 'deployments', singularName: 'deployment', namespaced: true, kind: 'Deployment', verbs: ['get']},
        ],
      },
      '/apis/apps/v1beta1': {kind: 'APIResourceList', resources: []},
    }
    await using server = await loopback((request, response) => {
      const document = documents[request.url ?? '']
      return document
        ? json(response, document)
        : json(response, {kind: 'Status', reason: 'ServiceUnavailable', message: 'down', code: 503}, 503)
    })
    using client = await clientOf(server)

    const found = await client.kube.resources()

    assert.deepEqual(
      found.map(({group, version, plural, singular, subresources}) => [
        group,
        version,
        plural,
        singular,
        subresources.join(),
      ]),
      [
        ['', 'v1', 'pods', 'pod', 'log'],
        ['apps', 'v1', 'deployments', 'deployment', ''],
      ],
    )
  })

  it('finds nothing under a root that the server does not have, and says when it is not allowed', async () => {
    await using bare = await loopback(serving({api: aggregated(), apis}))
    using client = await clientOf(bare)
    assert.equal((await client.kube.resources()).length, 4)

    await using closed = await loopback((_request, response) =>
      json(response, {kind: 'Status', reason: 'Forbidden', message: 'no', code: 403}, 403),
    )
    using stranger = await clientOf(closed)
    await assert.rejects(stranger.kube.resources(), {kind: 'denied', message: 'no'})
  })
})
