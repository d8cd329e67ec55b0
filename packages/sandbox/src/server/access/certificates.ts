import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import {isIP} from 'node:net'
import {bits, explicit, implicit, integer, objectId, octets, sequence, setOf, text, time, truth} from './der.ts'

/** A certificate with its key, both PEM. */
export interface Certified {
  readonly certificate: string
  readonly key: string
}

/** The certificates of one cluster; plain data, so that a caller can keep them between runs. */
export interface Certificates {
  readonly authority: Certified
  readonly server: Certified
}

export interface Subject {
  readonly commonName: string
  /** Kubernetes reads organizations as groups. */
  readonly organizations?: readonly string[]
}

const dayMs = 86_400_000
const lifetimeDays = 3650
const ecdsaSha256 = sequence(objectId('1.2.840.10045.4.3.2'))

/** A new certificate authority with a server certificate for this machine's loopback names. */
export function createCertificates(now: Date): Certificates {
  const pair = newPair()
  const subject = {commonName: 'ome-sandbox-ca'}
  const authority = {
    certificate: issue({
      subject,
      issuer: subject,
      publicKey: pair.publicKey,
      signer: pair.privateKey,
      now,
      extensions: authorityExtensions,
    }),
    key: pemOf(pair.privateKey),
  }
  const hosts = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '127.0.0.1', '::1']
  return {authority, server: issueFor(authority, {commonName: 'kube-apiserver'}, now, hosts)}
}

/** A client certificate under the authority. */
export const clientCertificate = ({authority}: Certificates, subject: Subject, now: Date): Certified =>
  issueFor(authority, subject, now)

/** A client certificate, PEM, for a key that its owner keeps. */
export const certificateFor = (
  {authority}: Certificates,
  {subject, publicKey}: {readonly subject: Subject; readonly publicKey: KeyObject},
  now: Date,
  lifetimeMs: number,
): string =>
  issue({
    subject,
    issuer: {commonName: 'ome-sandbox-ca'},
    publicKey,
    signer: createPrivateKey(authority.key),
    now,
    lifetimeMs,
    extensions: clientExtensions,
  })

/** True when the server certificate still holds for a day. */
export const isFresh = ({server}: Certificates, now: Date): boolean =>
  Date.parse(new X509Certificate(server.certificate).validTo) > now.getTime() + dayMs

function issueFor(authority: Certified, subject: Subject, now: Date, hosts: readonly string[] = []): Certified {
  const pair = newPair()
  const certificate = issue({
    subject,
    issuer: {commonName: 'ome-sandbox-ca'},
    publicKey: pair.publicKey,
    signer: createPrivateKey(authority.key),
    now,
    extensions: hosts.length > 0 ? serverExtensions(hosts) : clientExtensions,
  })
  return {certificate, key: pemOf(pair.privateKey)}
}

const newPair = () => generateKeyPairSync('ec', {namedCurve: 'P-256'})
const pemOf = (key: KeyObject): string => key.export({type: 'pkcs8', format: 'pem'}).toString()

interface Issue {
  readonly subject: Subject
  readonly issuer: Subject
  readonly publicKey: KeyObject
  readonly signer: KeyObject
  readonly now: Date
  /** From now on; ten years without. */
  readonly lifetimeMs?: number
  readonly extensions: readonly Buffer[]
}

function issue({
  subject,
  issuer,
  publicKey,
  signer,
  now,
  lifetimeMs = lifetimeDays * dayMs,
  extensions,
}: Issue): string {
  const validity = sequence(time(new Date(now.getTime() - dayMs)), time(new Date(now.getTime() + lifetimeMs)))
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    ecdsaSha256,
    nameOf(issuer),
    validity,
    nameOf(subject),
    createPublicKey(publicKey.export({type: 'spki', format: 'pem'})).export({type: 'spki', format: 'der'}),
    explicit(3, sequence(...extensions)),
  )
  const der = sequence(body, ecdsaSha256, bits(sign('sha256', body, signer)))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** Random and positive; the first byte keeps the encoding free of leading zeros. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes
}

function nameOf({commonName, organizations = []}: Subject): Buffer {
  const part = (id: string, value: string) => setOf(sequence(objectId(id), text(value)))
  return sequence(...organizations.map((one) => part('2.5.4.10', one)), part('2.5.4.3', commonName))
}

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(objectId(id), ...(critical ? [truth()] : []), octets(value))
const keyUsage = (byte: number, unused: number): Buffer =>
  extension('2.5.29.15', bits(Buffer.from([byte]), unused), true)
const extendedUsage = (...ids: readonly string[]): Buffer => extension('2.5.29.37', sequence(...ids.map(objectId)))

const authorityExtensions = [extension('2.5.29.19', sequence(truth()), true), keyUsage(0b10000110, 1)]
const clientExtensions = [keyUsage(0b10000000, 7), extendedUsage('1.3.6.1.5.5.7.3.2')]

const serverExtensions = (hosts: readonly string[]): readonly Buffer[] => [
  keyUsage(0b10000000, 7),
  extendedUsage('1.3.6.1.5.5.7.3.1'),
  extension(
    '2.5.29.17',
    sequence(...hosts.map((host) => (isIP(host) ? implicit(7, addressBytes(host)) : implicit(2, Buffer.from(host))))),
  ),
]

const addressBytes = (host: string): Buffer =>
  host === '::1' ? Buffer.concat([Buffer.alloc(15), Buffer.from([1])]) : Buffer.from(host.split('.').map(Number))
