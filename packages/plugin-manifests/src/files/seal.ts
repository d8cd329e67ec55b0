import {createCipheriv, createDecipheriv, randomBytes, scrypt} from 'node:crypto'
import {promisify} from 'node:util'
import {OmeError} from '@ome/sdk/errors'

/** How a text was sealed: key by scrypt from the passphrase, AES-256 in GCM mode. All bytes in base64. */
export interface Sealed {
  readonly cipher: 'aes-256-gcm'
  readonly kdf: 'scrypt'
  readonly n: number
  readonly salt: string
  readonly iv: string
  readonly tag: string
  readonly data: string
}

/** Cost of scrypt: 2^17, 128 MiB, OWASP's first choice of 2023. A file may not ask for more. */
const cost = 2 ** 17

export async function seal(text: string, passphrase: string): Promise<Sealed> {
  const salt = randomBytes(16)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), iv)
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const base64 = (bytes: Buffer): string => bytes.toString('base64')
  return {
    cipher: 'aes-256-gcm',
    kdf: 'scrypt',
    n: cost,
    salt: base64(salt),
    iv: base64(iv),
    tag: base64(cipher.getAuthTag()),
    data: base64(data),
  }
}

/** Throws `denied` for a wrong passphrase, which looks the same as a changed file. */
export async function unseal(sealed: Sealed, passphrase: string): Promise<string> {
  if (sealed?.cipher !== 'aes-256-gcm' || sealed.kdf !== 'scrypt' || sealed.n !== cost)
    throw new OmeError('failed', 'the secrets in the backup are sealed in a way this version does not know')
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64')
  try {
    const key = await keyOf(passphrase, bytes(sealed.salt))
    const decipher = createDecipheriv('aes-256-gcm', key, bytes(sealed.iv), {authTagLength: 16})
    decipher.setAuthTag(bytes(sealed.tag))
    return Buffer.concat([decipher.update(bytes(sealed.data)), decipher.final()]).toString()
  } catch (cause) {
    throw new OmeError(
      'denied',
      'the passphrase does not open the secrets of the backup',
      ['or the file was changed'],
      {
        cause,
      },
    )
  }
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt)

const keyOf = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  derive(passphrase, salt, 32, {N: cost, r: 8, p: 1, maxmem: 256 * 2 ** 20})
