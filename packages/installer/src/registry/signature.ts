import {createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify} from 'node:crypto'
import {canonicalText, parseCanonical} from './canonical.ts'
import {fieldsOf, listOf, textOf} from './shape.ts'

export type Role = 'root' | 'index' | 'timestamp'

/** A published file and the bytes of the `.sig` beside it. */
export interface SignedFile {
  readonly bytes: Buffer
  readonly signature: Buffer | undefined
}

/** Raw Ed25519 public keys in base64, by key id. */
export type Keys = Readonly<Record<string, string>>

export interface Quorum {
  readonly keys: readonly string[]
  readonly threshold: number
}

/** Hex sha256 of the raw 32 bytes of an Ed25519 public key. */
export const keyId = (raw: Buffer): string => createHash('sha256').update(raw).digest('hex')

/** What is signed: the role and the registry come first, so that no signature can be moved to another place. */
export const signedBytes = (role: Role, registry: string, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`ome-registry/1 ${role} ${registry}\n`), bytes])

export interface SigningKey {
  readonly id: string
  /** Raw public key in base64. */
  readonly public: string
  /** PKCS #8 PEM. */
  readonly pem: string
}

export function makeKey(): SigningKey {
  const {privateKey} = generateKeyPairSync('ed25519')
  return readKey(privateKey.export({type: 'pkcs8', format: 'pem'}).toString())
}

/** Reads a private key in PKCS #8 PEM; throws when it is not Ed25519. */
export function readKey(pem: string): SigningKey {
  const jwk = createPublicKey(createPrivateKey(pem)).export({format: 'jwk'})
  if (jwk.crv !== 'Ed25519' || jwk.x === undefined) throw new Error('the key is not an Ed25519 key')
  const raw = Buffer.from(jwk.x, 'base64url')
  return {id: keyId(raw), public: raw.toString('base64'), pem}
}

/** The text of a `.sig` file: one signature per key, sorted by key id. Signatures already there are kept. */
export function signFile(
  role: Role,
  registry: string,
  bytes: Buffer,
  keys: readonly SigningKey[],
  before?: Buffer,
): string {
  const message = signedBytes(role, registry, bytes)
  const made = keys.map(({id, pem}) => ({
    keyid: id,
    sig: sign(null, message, createPrivateKey(pem)).toString('base64'),
  }))
  const kept =
    before === undefined ? [] : readSignatures(before).filter(({keyid}) => !made.some((one) => one.keyid === keyid))
  const signatures = [...kept, ...made].sort((a, b) => (a.keyid < b.keyid ? -1 : 1))
  return canonicalText({signatures})
}

/** How many distinct keys of the quorum have signed. A signature of another key is not counted; a broken file throws. */
export function countSignatures(role: Role, registry: string, file: SignedFile, keys: Keys, quorum: Quorum): number {
  if (file.signature === undefined) return 0
  const message = signedBytes(role, registry, file.bytes)
  const valid = readSignatures(file.signature)
    .filter(({keyid}) => quorum.keys.includes(keyid))
    .filter(({keyid, sig}) => isValid(message, sig, keys[keyid], keyid))
  return new Set(valid.map(({keyid}) => keyid)).size
}

function isValid(message: Buffer, sig: string, publicKey: string | undefined, keyid: string): boolean {
  if (publicKey === undefined) return false
  const raw = Buffer.from(publicKey, 'base64')
  if (keyId(raw) !== keyid) return false
  const key = createPublicKey({key: {kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url')}, format: 'jwk'})
  return verify(null, message, key, Buffer.from(sig, 'base64'))
}

const readSignatures = (bytes: Buffer): readonly {readonly keyid: string; readonly sig: string}[] =>
  listOf(fieldsOf(parseCanonical(bytes), 'the signature file')['signatures'], 'signatures', (item, what) => {
    const fields = fieldsOf(item, what)
    return {
      keyid: textOf(fields['keyid'], `${what}.keyid`, /^[0-9a-f]{64}$/),
      sig: textOf(fields['sig'], `${what}.sig`, /^[A-Za-z0-9+/]{86}==$/),
    }
  })
