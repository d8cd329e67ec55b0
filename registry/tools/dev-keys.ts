import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {makeKey, readKey, type SignedFile, type SigningKey} from '@ome/installer/registry/signature'
import {readRoot} from '@ome/installer/registry/signed-files'
import {signed} from './published-tree.ts'
import {rootBytes} from './root-file.ts'

/** Keys of a registry for development and the first root made of them. */
export interface DevKeys {
  readonly root: readonly SigningKey[]
  readonly index: SigningKey
  readonly timestamp: SigningKey
  readonly rootFile: SignedFile
}

const days = 24 * 3_600_000

/** Reads the keys of a registry, or makes them on first use. Private keys are readable by their owner only. */
export function devKeys(folder: string, registry: string, now: Date): DevKeys {
  const place = join(folder, registry)
  mkdirSync(place, {recursive: true, mode: 0o700})
  const root = [keyFile(place, 'root-1'), keyFile(place, 'root-2')]
  const [index, timestamp] = [keyFile(place, 'index'), keyFile(place, 'timestamp')]
  const path = join(place, 'root.json')
  if (!existsSync(path)) writeFileSync(path, devRoot({registry, version: 1, root, index, timestamp}, now))
  const bytes = readFileSync(path)
  const {expires} = readRoot(JSON.parse(bytes.toString()))
  if (Date.parse(expires) < now.getTime())
    throw new Error(`the development keys in ${place} expired on ${expires}; delete that folder to make new ones`)
  return {root, index, timestamp, rootFile: signed('root', registry, bytes, root)}
}

/** A second root with new root keys; the other roles keep theirs. Signed by the new keys, and by the old ones unless left out. */
export function rotatedRoot(keys: DevKeys, registry: string, withOld: boolean, now: Date): SignedFile {
  const root = [makeKey(), makeKey()]
  const bytes = devRoot({registry, version: 2, root, index: keys.index, timestamp: keys.timestamp}, now)
  return signed('root', registry, bytes, withOld ? [...keys.root, ...root] : root)
}

export const inDays = (now: Date, count: number): string =>
  `${new Date(now.getTime() + count * days).toISOString().slice(0, 19)}Z`

interface RootParts {
  readonly registry: string
  readonly version: number
  readonly root: readonly SigningKey[]
  readonly index: SigningKey
  readonly timestamp: SigningKey
}

const devRoot = ({registry, version, root, index, timestamp}: RootParts, now: Date): Buffer =>
  rootBytes({
    registry,
    version,
    expires: inDays(now, 365),
    purpose: 'development',
    holders: {root, index: [index], timestamp: [timestamp]},
    threshold: 2,
  })

function keyFile(folder: string, name: string): SigningKey {
  const path = join(folder, `${name}.pem`)
  if (!existsSync(path)) writeFileSync(path, makeKey().pem, {mode: 0o600, flag: 'wx'})
  return readKey(readFileSync(path, 'utf8'))
}
