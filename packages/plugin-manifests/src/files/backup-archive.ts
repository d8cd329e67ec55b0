import {createHash} from 'node:crypto'
import {readFile, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {promisify} from 'node:util'
import {gunzip, gzipSync} from 'node:zlib'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {diskTrouble} from '@ome/sdk/disk/disk-trouble'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {parseManifests} from '@ome/sdk/yaml'
import {dumpYaml, dumpYamlDocuments} from '@ome/sdk/yaml-dump'
import type {Backup, BackupFiles} from '../domain/backup.ts'
import {type Sealed, seal, unseal} from './seal.ts'
import {readTar, type TarFile, writeTar} from './tar.ts'

const schema = 'ome-backup/1'
const manifestName = 'manifest.json'
const secretsName = 'secrets.sealed.json'
/** Compressed and unpacked: a backup of thousands of objects is a few megabytes. */
const largest = 64 * 2 ** 20

interface Listed {
  readonly path: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
  readonly sha256: string
}

interface ArchiveManifest {
  readonly schema: string
  readonly createdAt: string
  readonly files: readonly Listed[]
}

/** Backups below a folder, as `.tar.gz` with a manifest and digests, or as YAML documents where the name says so. */
export const backupFiles = (cwd: string): BackupFiles => ({
  async requireFolder(path) {
    const folder = dirname(path)
    const found = await stat(resolve(cwd, folder)).catch(() => undefined)
    if (!found?.isDirectory()) throw new OmeError('not-found', `folder "${folder}" not found`, [`mkdir -p ${folder}`])
  },
  text: ({objects}) => dumpYamlDocuments(objects),
  async write(path, backup, passphrase) {
    const bytes = isYaml(path) ? dumpYamlDocuments(backup.objects) : await archived(backup, passphrase)
    try {
      // What a cluster runs is nobody else's business.
      writeAtomic(resolve(cwd, path), bytes, 0o600)
    } catch (error) {
      throw diskTrouble(error, path, 'for the backup') ?? unwritable(path, error)
    }
  },
  async read(path, passphrase) {
    const bytes = await readWhole(resolve(cwd, path), path)
    if (!isGzip(bytes)) {
      const objects = await parseManifests(bytes.toString(), {source: path})
      return {createdAt: '', objects, secrets: []}
    }
    return await unarchived(path, await unzipped(path, bytes), passphrase)
  },
})

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path)
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function archived({createdAt, objects, secrets}: Backup, passphrase?: string): Promise<Buffer> {
  const written = objects.map((object, at) => ({
    object,
    file: {path: `objects/${fileName(object, at)}`, bytes: Buffer.from(dumpYaml(object))},
  }))
  const sealed: TarFile[] =
    passphrase === undefined
      ? []
      : [{path: secretsName, bytes: Buffer.from(JSON.stringify(await seal(dumpYamlDocuments(secrets), passphrase)))}]
  const listed: Listed[] = [
    ...written.map(
      ({
        object: {
          kind,
          metadata: {name, namespace},
        },
        file,
      }) => ({
        path: file.path,
        kind,
        name,
        ...(namespace === undefined ? {} : {namespace}),
        sha256: sha256(file.bytes),
      }),
    ),
    ...sealed.map(({path, bytes}) => ({path, sha256: sha256(bytes)})),
  ]
  const manifest: ArchiveManifest = {schema, createdAt, files: listed}
  const head = {path: manifestName, bytes: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)}
  const tar = await writeTar([head, ...written.map(({file}) => file), ...sealed], new Date(createdAt))
  if (tar.length <= largest) return gzipSync(tar)
  throw new OmeError('failed', `the backup would have more than ${largest} bytes`, [
    'make several: ome backup NOUN --namespace NAME --output FILE',
  ])
}

const fileName = ({kind, metadata: {name, namespace}}: KubeObject, at: number): string =>
  `${String(at + 1).padStart(5, '0')}-${[kind.toLowerCase(), namespace, name].filter(Boolean).join('-').slice(0, 80)}.yaml`

async function unarchived(path: string, tar: Buffer, passphrase?: string): Promise<Backup> {
  const files = new Map((await readTar(path, tar)).map((file) => [file.path, file.bytes]))
  const manifest = readManifest(path, files.get(manifestName))
  for (const {path: name, sha256: expected} of manifest.files) {
    const bytes = files.get(name)
    if (bytes === undefined || sha256(bytes) !== expected)
      throw new OmeError('failed', `${path}: ${name} ${bytes ? 'is not the file that was backed up' : 'is missing'}`, [
        'nothing was restored; take another backup',
      ])
  }
  const texts = manifest.files.filter(({path: name}) => name !== secretsName)
  const objects = await Promise.all(
    texts.map(({path: name}) => parseManifests(String(files.get(name)), {source: `${path}: ${name}`})),
  )
  const sealed = files.get(secretsName)
  const base = {createdAt: manifest.createdAt, objects: objects.flat()}
  if (!sealed) return {...base, secrets: []}
  if (passphrase === undefined) return {...base, secrets: [], sealed: true}
  const text = await unseal(sealedIn(path, sealed), passphrase)
  return {...base, secrets: await parseManifests(text, {source: `${path}: ${secretsName}`})}
}

function sealedIn(path: string, bytes: Buffer): Sealed {
  try {
    return JSON.parse(bytes.toString()) as Sealed
  } catch (cause) {
    throw new OmeError('failed', `${path}: ${secretsName} cannot be read`, ['the file was changed'], {cause})
  }
}

function readManifest(path: string, bytes: Buffer | undefined): ArchiveManifest {
  const refuse = (cause?: unknown): OmeError =>
    new OmeError('usage', `${path} is no backup of ome`, ['make one: ome backup --output FILE'], {cause})
  if (!bytes) throw refuse()
  let manifest: ArchiveManifest
  try {
    manifest = JSON.parse(bytes.toString())
  } catch (cause) {
    throw refuse(cause)
  }
  if (manifest?.schema !== schema || !Array.isArray(manifest.files) || !manifest.files.every(isListed)) throw refuse()
  return manifest
}

const isListed = (file: unknown): file is Listed => {
  const {path, sha256: digest} = (file ?? {}) as {readonly path?: unknown; readonly sha256?: unknown}
  return typeof path === 'string' && typeof digest === 'string'
}

async function readWhole(full: string, path: string): Promise<Buffer> {
  try {
    const {size} = await stat(full)
    if (size > largest) throw new OmeError('usage', `${path} has more than ${largest} bytes`)
    return await readFile(full)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT') throw new OmeError('not-found', `"${path}" not found`, [], {cause: error})
    throw new OmeError('usage', `"${path}" cannot be read: ${error.message}`, [], {cause: error})
  }
}

async function unzipped(path: string, bytes: Buffer): Promise<Buffer> {
  try {
    return await promisify<Buffer, object, Buffer>(gunzip)(bytes, {maxOutputLength: largest})
  } catch (cause) {
    throw new OmeError(
      'failed',
      `${path} cannot be unpacked: it is cut off, changed, or larger than ${largest} bytes`,
      [],
      {
        cause,
      },
    )
  }
}

const unwritable = (path: string, cause: unknown): OmeError =>
  new OmeError('failed', `${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, [], {
    cause,
  })
