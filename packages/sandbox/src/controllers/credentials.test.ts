import assert from 'node:assert/strict'
import {generateKeyPairSync, sign, X509Certificate} from 'node:crypto'
import type {ApiObject, ResourceName} from '../api.ts'
import {bits, explicit, integer, objectId, sequence, setOf, text} from '../server/access/der.ts'
import {type StandingCluster, standingCluster} from '../standing-cluster.ts'
import {configMaps, namespaces, pods, secrets, serviceAccounts} from './resources.ts'

const requests: ResourceName = {group: 'certificates.k8s.io', plural: 'certificatesigningrequests'}

function signingRequest(): string {
  const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  const name = (id: string, value: string) => setOf(sequence(objectId(id), text(value)))
  const body = sequence(
    integer(Buffer.from([0])),
    sequence(name('2.5.4.10', 'team-a'), name('2.5.4.3', 'jane')),
    publicKey.export({type: 'spki', format: 'der'}),
    explicit(0),
  )
  const algorithm = sequence(objectId('1.2.840.10045.4.3.2'))
  const der = sequence(body, algorithm, bits(sign('sha256', body, privateKey)))
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
}

const request = (pem: string, signerName = 'kubernetes.io/kube-apiserver-client'): ApiObject => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: {name: 'jane'},
  spec: {request: Buffer.from(pem).toString('base64'), signerName, usages: ['client auth'], expirationSeconds: 3600},
})

/** @feature Controllers: client certificate requests, token Secrets, root authority, why a namespace waits | works */
describe('credentials', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await standingCluster({
      workloads: [],
      start: Date.parse('2026-11-21T12:00:00Z'),
      log: (line) => faults.push(line),
    })
    await cluster.advance(1000)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  const approve = async (): Promise<ApiObject | undefined> => {
    const conditions = [{type: 'Approved', status: 'True', reason: 'Test', message: 'yes'}]
    cluster.api.patch(requests, 'jane', undefined, {status: {conditions}}, 'approval')
    await cluster.queue.idle()
    return cluster.api.get(requests, 'jane')
  }

  it('an approved request is signed for its subject, as long as it asks for', async () => {
    cluster.api.create(requests, request(signingRequest()))
    await cluster.queue.idle()
    assert.equal(cluster.api.get(requests, 'jane')?.status?.certificate, undefined)

    const signed = await approve()

    const certificate = new X509Certificate(Buffer.from(signed?.status.certificate, 'base64'))
    assert.match(certificate.subject, /O=team-a/)
    assert.match(certificate.subject, /CN=jane/)
    assert.equal(Date.parse(certificate.validTo), Date.parse('2026-11-21T13:00:01Z'))
    const authority = new X509Certificate(cluster.server.certificates.authority.certificate)
    assert.ok(certificate.verify(authority.publicKey))
  })

  it('a request that cannot be read fails with the reason', async () => {
    cluster.api.create(
      requests,
      request('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n'),
    )

    const failed = await approve()

    assert.equal(failed?.status.conditions[1].type, 'Failed')
  })

  it('a request to another signer is left alone', async () => {
    cluster.api.create(requests, request(signingRequest(), 'example.com/own'))

    assert.equal((await approve())?.status.certificate, undefined)
  })

  it('the authority is published in every namespace, and put back', async () => {
    cluster.api.create(namespaces, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'team'}})
    await cluster.queue.idle()
    cluster.api.delete(configMaps, 'kube-root-ca.crt', 'team')
    await cluster.queue.idle()

    const map = cluster.api.get(configMaps, 'kube-root-ca.crt', 'team')
    assert.equal(map?.['data']['ca.crt'], cluster.server.certificates.authority.certificate)
  })

  it('a token secret is filled, and goes with its account', async () => {
    const metadata = {name: 'robot', namespace: 'default'}
    cluster.api.create(serviceAccounts, {apiVersion: 'v1', kind: 'ServiceAccount', metadata})
    cluster.api.create(secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'robot-token',
        namespace: 'default',
        annotations: {'kubernetes.io/service-account.name': 'robot'},
      },
      type: 'kubernetes.io/service-account-token',
    })
    await cluster.queue.idle()
    const secret = cluster.api.get(secrets, 'robot-token', 'default')
    assert.deepEqual(Object.keys(secret?.['data'] ?? {}).sort(), ['ca.crt', 'namespace', 'token'])

    cluster.api.delete(serviceAccounts, 'robot', 'default')
    await cluster.queue.idle()

    assert.equal(cluster.api.get(secrets, 'robot-token', 'default'), undefined)
  })

  it('a namespace that cannot end says what holds it', async () => {
    cluster.api.create(namespaces, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'team'}})
    cluster.api.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'held', namespace: 'team', finalizers: ['example.com/hold']},
    })
    cluster.api.delete(namespaces, 'team')
    await cluster.advance(60_000)

    const conditions = new Map<string, string>(
      cluster.api
        .get(namespaces, 'team')
        ?.status.conditions.map((one: Record<string, string>) => [one['type'], one['message']]),
    )
    assert.equal(
      conditions.get('NamespaceContentRemaining'),
      'Some resources are remaining: configmaps. has 1 resource instances',
    )
    assert.equal(
      conditions.get('NamespaceFinalizersRemaining'),
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    )
    cluster.api.patch(configMaps, 'held', 'team', {metadata: {finalizers: []}})
    await cluster.advance(60_000)

    assert.equal(cluster.api.get(namespaces, 'team'), undefined)
    assert.deepEqual(cluster.api.list(pods), [])
  })
})
