import {createPublicKey, type KeyObject} from 'node:crypto'
import type {Subject} from './certificates.ts'

/** What a PKCS#10 request asks for. */
export interface CertificateRequest {
  readonly subject: Subject
  readonly publicKey: KeyObject
}

/** Thrown for what is no certificate request. */
export class RequestError extends Error {}

interface Element {
  readonly tag: number
  readonly body: Buffer
  /** With tag and length. */
  readonly whole: Buffer
}

const commonName = '550403'
const organization = '55040a'

/** Reads a request in PEM (RFC 2986): the names in its subject and its public key. The signature is not checked. */
export function readCertificateRequest(pem: string): CertificateRequest {
  const base64 = /-----BEGIN CERTIFICATE REQUEST-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE REQUEST-----/.exec(
    pem,
  )?.[1]
  if (!base64) throw new RequestError('PEM block type must be CERTIFICATE REQUEST')
  const [request] = elements(Buffer.from(base64, 'base64'))
  const [info] = elements(request?.body)
  const [, subject, key] = elements(info?.body)
  if (!subject || !key) throw new RequestError('the certificate request is not complete')
  const names = elements(subject.body)
    .flatMap((set) => elements(set.body))
    .map((pair) => elements(pair.body))
  const valuesOf = (id: string): string[] =>
    names.flatMap(([type, value]) => (type?.body.toString('hex') === id && value ? [value.body.toString('utf8')] : []))
  return {
    subject: {commonName: valuesOf(commonName)[0] ?? '', organizations: valuesOf(organization)},
    publicKey: publicKeyOf(key.whole),
  }
}

function publicKeyOf(der: Buffer): KeyObject {
  try {
    return createPublicKey({key: der, format: 'der', type: 'spki'})
  } catch (cause) {
    throw new RequestError('the public key of the certificate request cannot be read', {cause})
  }
}

/** The elements that lie side by side in a piece of DER. */
function elements(bytes: Buffer = Buffer.alloc(0)): Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0
    let length = bytes[at + 1] ?? 0
    let start = at + 2
    if (length & 0x80) {
      const count = length & 0x7f
      if (count > 4) throw new RequestError('a length in the certificate request is too large')
      length = 0
      for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + index] ?? 0)
      start += count
    }
    if (start + length > bytes.length) throw new RequestError('the certificate request ends too early')
    found.push({tag, body: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length)})
    at = start + length
  }
  return found
}
