import {generateKeyPairSync, sign} from 'node:crypto'
import {bits, explicit, integer, objectId, sequence, setOf, text} from '../../src/server/access/der.ts'

/** A request for a certificate of this common name, in PEM, under a new key. */
export function signingRequest(commonName: string): string {
  const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  const body = sequence(
    integer(Buffer.from([0])),
    sequence(setOf(sequence(objectId('2.5.4.3'), text(commonName)))),
    publicKey.export({type: 'spki', format: 'der'}),
    explicit(0),
  )
  const algorithm = sequence(objectId('1.2.840.10045.4.3.2'))
  const der = sequence(body, algorithm, bits(sign('sha256', body, privateKey)))
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
}
