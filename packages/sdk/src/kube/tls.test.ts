import assert from 'node:assert/strict'
import {createServer} from 'node:net'
import {type Certificates, makeCertificates} from '../../test/loopback/certificates.ts'
import {type ClientWish, clientOf, data} from '../../test/loopback/client.ts'
import {json, type Loopback, loopback} from '../../test/loopback/server.ts'
import type {OmeError} from '../errors.ts'

const nodes = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const list = {kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: []}

describe('TLS failures', () => {
  let good: Certificates

  before(async () => {
    good = await makeCertificates()
  })

  const failing = async (server: Loopback, wish: ClientWish, message: RegExp, hint: RegExp) => {
    using client = await clientOf(server, wish)
    const error = await client.kube.list(nodes).catch((thrown: OmeError) => thrown)
    assert.ok(error instanceof Error)
    assert.match(error.message, message)
    assert.match(error.hints.join(), hint)
    assert.equal(error.kind, 'unreachable')
  }

  it('say unknown authority', async () => {
    const other = await makeCertificates()
    await using server = await loopback((_request, response) => json(response, list), good.server)

    await failing(
      server,
      {cluster: {'certificate-authority-data': data(other.ca)}},
      /^the certificate of 127\.0\.0\.1:\d+ is signed by an unknown authority$/,
      /--certificate-authority/,
    )
  })

  it('say expired', async () => {
    const old = await makeCertificates({notAfter: new Date('2021-01-01')})
    await using server = await loopback((_request, response) => json(response, list), old.server)

    await failing(
      server,
      {cluster: {'certificate-authority-data': data(old.ca)}},
      /^the certificate of 127\.0\.0\.1:\d+ has expired$/,
      /clock/,
    )
  })

  it('say another name, and end when the right name is given or nothing is verified', async () => {
    const named = await makeCertificates({names: ['api.example.com']})
    await using server = await loopback((_request, response) => json(response, list), named.server)
    const trusting = {'certificate-authority-data': data(named.ca)}

    await failing(
      server,
      {cluster: trusting},
      /^the certificate of 127\.0\.0\.1:\d+ is for another name \(.*api\.example\.com/,
      /--tls-server-name/,
    )
    for (const cluster of [{...trusting, 'tls-server-name': 'api.example.com'}, {'insecure-skip-tls-verify': true}]) {
      using client = await clientOf(server, {cluster})
      assert.deepEqual(await client.kube.list(nodes), [])
    }
  })

  it('say that the client certificate was refused', async () => {
    const {server: pair, ca} = good
    await using server = await loopback((_request, response) => json(response, list), {
      ...pair,
      ca,
      requestCert: true,
      rejectUnauthorized: true,
    })

    await failing(
      server,
      {cluster: {'certificate-authority-data': data(ca)}},
      /refused the client certificate \(.*certificate.*\)|closed the connection/,
      /^$|which user/,
    )
  })

  it('say that http and https were mixed up', async () => {
    await using plain = await loopback((_request, response) => json(response, list))
    await failing(
      plain,
      {cluster: {server: plain.url.replace('http:', 'https:'), 'insecure-skip-tls-verify': true}},
      /does not speak TLS; its address may begin with http:\/\//,
      /^$/,
    )
  })

  it('refuse material that is no certificate, before anything is sent', async () => {
    await using server = await loopback((_request, response) => json(response, list), good.server)
    using bad = await clientOf(server, {cluster: {'certificate-authority-data': data('nonsense')}})
    using key = await clientOf(server, {
      user: {'client-certificate-data': data(good.client.cert), 'client-key-data': data('nonsense')},
    })

    await assert.rejects(bad.kube.list(nodes), {
      kind: 'usage',
      message: 'the certificate authority cannot be used: it holds no PEM certificate',
    })
    await assert.rejects(key.kube.list(nodes), {
      kind: 'usage',
      message: /^the client certificate or its key cannot be used: /,
    })
  })

  it('say that nobody listens', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    const address = probe.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await new Promise((resolve) => probe.close(resolve))
    await using server = await loopback(() => undefined)

    await failing(
      server,
      {cluster: {server: `http://127.0.0.1:${port}`}},
      new RegExp(`^the connection to 127.0.0.1:${port} was refused$`),
      /check that the cluster runs/,
    )
  })
})
