import assert from 'node:assert/strict'
import {type Certificates, makeCertificates} from '../../test/loopback/certificates.ts'
import {clientOf, data} from '../../test/loopback/client.ts'
import {bodyOf, json, loopback} from '../../test/loopback/server.ts'
import type {KubeObject} from '../kube.ts'

const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const object = (name: string, extra: object = {}): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name, namespace: 'prod', resourceVersion: '1'},
  ...extra,
})

describe('the Kubernetes client', () => {
  let certificates: Certificates

  before(async () => {
    certificates = await makeCertificates()
  })

  it('reaches a TLS server with the authority, client certificate and user agent of its kubeconfig', async () => {
    const seen: (string | undefined)[] = []
    await using server = await loopback(
      (request, response) => {
        seen.push(request.headers['user-agent'], request.headers.authorization)
        json(response, object('a'))
      },
      {...certificates.server, ca: certificates.ca, requestCert: true, rejectUnauthorized: true},
    )
    using client = await clientOf(server, {
      cluster: {'certificate-authority-data': data(certificates.ca)},
      user: {
        'client-certificate-data': data(certificates.client.cert),
        'client-key-data': data(certificates.client.key),
      },
    })

    const found = await client.kube.get(services, 'a', {namespace: 'prod'})

    assert.equal(found?.metadata.name, 'a')
    assert.deepEqual(seen, ['ome/1.2.3 (serving)', undefined])
    assert.deepEqual(server.requests, ['GET /apis/ome.io/v1beta1/namespaces/prod/inferenceservices/a'])
  })

  it('says where to find a namespace when one is missing below a write', async () => {
    await using server = await loopback((_request, response) =>
      json(
        response,
        {
          kind: 'Status',
          reason: 'NotFound',
          message: 'namespaces "nowhere" not found',
          details: {name: 'nowhere', kind: 'namespaces'},
          code: 404,
        },
        404,
      ),
    )
    using client = await clientOf(server)

    await assert.rejects(client.kube.create(services, object('a'), {namespace: 'nowhere'}), {
      kind: 'not-found',
      hints: ['list them: ome get namespaces', 'or create it: kubectl create namespace nowhere'],
    })
    const namespaces = {group: '', version: 'v1', plural: 'namespaces', namespaced: false}
    await assert.rejects(client.kube.delete(namespaces, 'nowhere'), {kind: 'not-found', hints: []})
  })

  it('keeps one connection for many requests', async () => {
    await using server = await loopback((_request, response) => json(response, object('a')), certificates.server)
    using client = await clientOf(server, {cluster: {'certificate-authority-data': data(certificates.ca)}})

    for (const name of ['a', 'b', 'c']) await client.kube.get(services, name, {namespace: 'prod'})

    assert.equal(server.requests.length, 3)
    assert.equal(server.connections, 1)
  })

  it('joins pages and gives items of built-in lists their kind', async () => {
    await using server = await loopback((request, response) => {
      const last = request.url?.includes('continue=next')
      json(response, {
        kind: 'NodeList',
        apiVersion: 'v1',
        metadata: {resourceVersion: '7', continue: last ? '' : 'next'},
        items: [{metadata: {name: last ? 'n2' : 'n1'}}],
      })
    })
    using client = await clientOf(server)

    const found = await client.kube.list(nodes, {labelSelector: 'gpu in (a,b)'})

    assert.deepEqual(
      found.map(({apiVersion, kind, metadata}) => [apiVersion, kind, metadata.name]),
      [
        ['v1', 'Node', 'n1'],
        ['v1', 'Node', 'n2'],
      ],
    )
    assert.deepEqual(server.requests, [
      'GET /api/v1/nodes?labelSelector=gpu%20in%20(a%2Cb)&limit=500',
      'GET /api/v1/nodes?labelSelector=gpu%20in%20(a%2Cb)&limit=500&continue=next',
    ])
  })

  it('keeps of each object what the caller wants, page by page', async () => {
    await using server = await loopback((request, response) => {
      const last = request.url?.includes('continue=next')
      const names = last ? ['n3'] : ['n1', 'n2']
      json(response, {
        kind: 'NodeList',
        apiVersion: 'v1',
        metadata: {continue: last ? '' : 'next'},
        items: names.map((name) => ({metadata: {name}, status: {large: true}})),
      })
    })
    using client = await clientOf(server)

    const found = await client.kube.list(nodes, {
      keep: ({apiVersion, kind, metadata}) => (metadata.name === 'n2' ? undefined : {apiVersion, kind, metadata}),
    })

    assert.deepEqual(found, [
      {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n1'}},
      {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n3'}},
    ])
  })

  it('begins a list again, without pages, when its continuation expires', async () => {
    await using server = await loopback((request, response) => {
      if (request.url?.includes('continue='))
        json(response, {kind: 'Status', reason: 'Expired', message: 'too old', code: 410}, 410)
      else
        json(response, {
          kind: 'NodeList',
          apiVersion: 'v1',
          metadata: {continue: request.url?.includes('limit') ? 'next' : ''},
          items: [{metadata: {name: 'n1'}}],
        })
    })
    using client = await clientOf(server)

    const found = await client.kube.list(nodes, {limit: 1})

    assert.deepEqual(
      found.map(({metadata}) => metadata.name),
      ['n1'],
    )
    assert.deepEqual(
      server.requests.map((line) => line.split('?')[1]),
      ['limit=1', 'limit=1&continue=next', undefined],
    )
  })

  it('asks for tables as kubectl does and joins their pages', async () => {
    const accepts: (string | undefined)[] = []
    await using server = await loopback((request, response) => {
      accepts.push(request.headers.accept)
      const last = request.url?.includes('continue=')
      json(response, {
        kind: 'Table',
        metadata: {continue: last ? '' : 'x'},
        columnDefinitions: last ? null : [{name: 'Name', type: 'string', format: 'name', description: '', priority: 0}],
        rows: [{cells: [last ? 'b' : 'a'], object: {metadata: {name: last ? 'b' : 'a'}}}],
      })
    })
    using client = await clientOf(server)

    const table = await client.kube.table(services, {namespace: 'prod', includeObject: true})

    assert.deepEqual(
      table.rows.map(({cells}) => cells),
      [['a'], ['b']],
    )
    assert.deepEqual(
      table.columns.map(({name}) => name),
      ['Name'],
    )
    assert.equal(
      accepts[0],
      'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
    )
    assert.match(server.requests[0] ?? '', /includeObject=Object&limit=500$/)
  })

  it('makes a plain table for an API that knows none', async () => {
    await using server = await loopback((_request, response) =>
      json(response, {
        kind: 'NodeMetricsList',
        apiVersion: 'metrics.k8s.io/v1beta1',
        metadata: {},
        items: [{metadata: {name: 'n1', creationTimestamp: '2026-11-21T11:00:00Z'}}],
      }),
    )
    using client = await clientOf(server)

    const table = await client.kube.table({group: 'metrics.k8s.io', version: 'v1beta1', plural: 'nodes'})

    assert.deepEqual(
      table.rows.map(({cells}) => cells),
      [['n1', '2026-11-21T11:00:00Z']],
    )
  })

  it('has no object where the server says NotFound, and an error where the type is missing', async () => {
    await using server = await loopback((request, response) => {
      if (request.url?.includes('inferenceservices'))
        json(
          response,
          {kind: 'Status', reason: 'NotFound', message: 'inferenceservices.ome.io "a" not found', code: 404},
          404,
        )
      else response.writeHead(404, {'content-type': 'text/plain'}).end('404 page not found\n')
    })
    using client = await clientOf(server)

    assert.equal(await client.kube.get(services, 'a', {namespace: 'prod'}), undefined)
    await assert.rejects(client.kube.get({...services, plural: 'nothings'}, 'a', {namespace: 'prod'}), {
      kind: 'not-found',
      message: 'GET /apis/ome.io/v1beta1/namespaces/prod/nothings/a answered 404: 404 page not found',
    })
  })

  it('writes as its own field manager, strictly, each kind of write in its own form', async () => {
    const seen: string[] = []
    await using server = await loopback(async (request, response) => {
      seen.push(
        `${request.method} ${request.url?.replace('/apis/ome.io/v1beta1/namespaces/prod/inferenceservices', '…')} ${request.headers['content-type']} ${await bodyOf(request)}`,
      )
      json(response, request.method === 'DELETE' ? {kind: 'Status', status: 'Success'} : object('a'))
    })
    using client = await clientOf(server)
    const {kube} = client
    const body = {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata: {name: 'a', namespace: 'prod'}}

    await kube.create(services, body)
    await kube.replace(services, body, {dryRun: true})
    await kube.apply(services, body, {force: true, fieldValidation: 'Warn'})
    await kube.patch(services, 'a', 'merge', {spec: 1}, {namespace: 'prod', subresource: 'scale'})
    const deleted = await kube.delete(services, 'a', {
      namespace: 'prod',
      uid: 'u1',
      propagation: 'Foreground',
      dryRun: true,
    })

    const text = JSON.stringify(body)
    assert.equal(deleted, undefined)
    assert.deepEqual(seen, [
      `POST …?fieldManager=ome-serving&fieldValidation=Strict application/json ${text}`,
      `PUT …/a?dryRun=All&fieldManager=ome-serving&fieldValidation=Strict application/json ${text}`,
      `PATCH …/a?fieldManager=ome-serving&fieldValidation=Warn&force=true application/apply-patch+yaml ${text}`,
      'PATCH …/a/scale?fieldManager=ome-serving&fieldValidation=Strict application/merge-patch+json {"spec":1}',
      'DELETE …/a application/json {"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Foreground","preconditions":{"uid":"u1"},"dryRun":["All"]}',
    ])
  })

  it('gives the object back that a finalizer keeps alive after a deletion', async () => {
    await using server = await loopback((_request, response) =>
      json(response, object('a', {metadata: {name: 'a', deletionTimestamp: '2026-11-21T11:00:00Z'}})),
    )
    using client = await clientOf(server)

    const kept = await client.kube.delete(services, 'a', {namespace: 'prod'})

    assert.equal(kept?.metadata.deletionTimestamp, '2026-11-21T11:00:00Z')
  })

  it('refuses names that would change the path, before anything is sent', async () => {
    await using server = await loopback((_request, response) => json(response, {}))
    using client = await clientOf(server)

    for (const name of ['', '.', '..', 'a/b', 'a%2fb']) {
      await assert.rejects(client.kube.get(services, name, {namespace: 'prod'}), {kind: 'usage'})
    }
    await assert.rejects(client.kube.get(services, 'a'), {
      kind: 'bug',
      message: 'no namespace was given for inferenceservices "a"',
    })
    assert.deepEqual(server.requests, [])
  })

  it('sends many requests at a time without a word of node about listeners', async () => {
    const heard: Error[] = []
    const listen = (warning: Error) => void heard.push(warning)
    process.on('warning', listen)
    await using server = await loopback((_request, response) => json(response, object('a')))
    using client = await clientOf(server)

    await Promise.all(Array.from({length: 40}, () => client.kube.get(services, 'a', {namespace: 'prod'})))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', listen)

    assert.deepEqual(heard, [])
  })

  it('hands raw answers on whatever their status', async () => {
    await using server = await loopback((_request, response) =>
      response.writeHead(418, {'x-kind': 'teapot'}).end('short and stout'),
    )
    using client = await clientOf(server)

    const answer = await client.kube.request('GET', '/api/v1/namespaces/prod/services/s/proxy/v1/models')
    const chunks: Uint8Array[] = []
    for await (const chunk of answer.body) chunks.push(chunk)

    assert.equal(answer.status, 418)
    assert.equal(answer.headers['x-kind'], 'teapot')
    assert.equal(Buffer.concat(chunks).toString(), 'short and stout')
  })

  it('keeps the path that a server URL has of its own', async () => {
    await using server = await loopback((_request, response) =>
      json(response, {major: '1', minor: '36', gitVersion: 'v1.36.0'}),
    )
    using client = await clientOf(server, {cluster: {server: `${server.url}/k8s/clusters/c-1/`}})

    assert.equal((await client.kube.version()).gitVersion, 'v1.36.0')
    assert.deepEqual(server.requests, ['GET /k8s/clusters/c-1/version'])
    assert.equal(client.kube.server, `${server.url}/k8s/clusters/c-1`)
    assert.equal(client.kube.contextName, 'test')
  })
})
