import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {canonicalText} from '@ome/installer/registry/canonical'
import {readIndex} from '@ome/installer/registry/plugin-index'
import {type Role, type SignedFile, type SigningKey, signFile} from '@ome/installer/registry/signature'
import {schemas} from '@ome/installer/registry/signed-files'

/** The content of an index file; throws when it is not one, so that nothing unreadable is ever signed. */
export function indexBytes(index: {
  registry: string
  serial: number
  expires: string
  hostApi: string
  plugins: readonly object[]
}): Buffer {
  const content = {schema: schemas.index, ...index}
  readIndex(content)
  return Buffer.from(canonicalText(content))
}

export function timestampBytes(registry: string, serial: number, expires: string, index: Buffer): Buffer {
  const sha512 = createHash('sha512').update(index).digest('hex')
  return Buffer.from(
    canonicalText({schema: schemas.timestamp, registry, serial, expires, index: {size: index.length, sha512}}),
  )
}

export function signed(role: Role, registry: string, bytes: Buffer, keys: readonly SigningKey[]): SignedFile {
  return {bytes, signature: keys.length === 0 ? undefined : Buffer.from(signFile(role, registry, bytes, keys))}
}

/** Writes a file and its signature; without a signature an older one is removed. */
export function writeSigned(tree: string, path: string, file: SignedFile): void {
  const target = join(tree, path)
  mkdirSync(dirname(target), {recursive: true})
  writeFileSync(target, file.bytes)
  if (file.signature === undefined) rmSync(`${target}.sig`, {force: true})
  else writeFileSync(`${target}.sig`, file.signature)
}

export function readSigned(tree: string, path: string): SignedFile | undefined {
  const target = join(tree, path)
  if (!existsSync(target)) return undefined
  return {
    bytes: readFileSync(target),
    signature: existsSync(`${target}.sig`) ? readFileSync(`${target}.sig`) : undefined,
  }
}
