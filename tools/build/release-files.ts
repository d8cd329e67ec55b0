import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import type {Root} from '@ome/installer/registry/signed-files'
import {type Embedded, embeddedSchema} from '@ome/installer/registry/source'
import {trustedFile} from '../../registry/tools/trusted-file.ts'

export interface Released {
  readonly files: number
  readonly registries: number
}

/**
 * Copies the built program into a new folder. It trusts the registry of `registry/trust`, or none while there is no
 * root; a root for development or anything of its keys stops the release.
 */
export function packRelease(repository: string, out: string): Released {
  const host = join(repository, 'packages/host')
  if (!existsSync(join(host, 'dist/boot.cjs'))) throw new Error('the program is not built: npm run build')
  rmSync(out, {recursive: true, force: true})
  const embedded = publicRegistry(join(repository, 'registry/trust'))
  const sources = [
    'bin/ome',
    'LICENSE',
    ...['package.json', 'oclif.manifest.json'].map((name) => `packages/host/${name}`),
    ...globSync('dist/**', {cwd: host})
      .filter((path) => statSync(join(host, path)).isFile() && !/^dist[\\/](registry\.json|\.build\.json)$/.test(path))
      .map((path) => `packages/host/${path}`),
  ]
  for (const path of sources) put(join(out, path), readFileSync(join(repository, path)))
  chmodSync(join(out, 'bin/ome'), 0o755)
  if (embedded !== undefined) put(join(out, 'packages/host/dist/registry.json'), Buffer.from(JSON.stringify(embedded)))
  demandClean(out, developmentKeys(join(repository, 'dist/registry/keys')))
  return {files: sources.length, registries: embedded?.registries.length ?? 0}
}

type EmbeddedFile = {readonly schema: string; readonly build: Embedded['build']; readonly registries: readonly object[]}

function publicRegistry(trust: string): EmbeddedFile | undefined {
  const path = join(trust, 'root.json')
  if (!existsSync(path)) return undefined
  const root: Root = trustedFile(path)
  if (root.purpose !== 'production') throw new Error(`${path} is a root for ${root.purpose}`)
  const {url, scopes} = JSON.parse(readFileSync(join(trust, 'place.json'), 'utf8'))
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return {schema: embeddedSchema, build: 'release', registries: [{url, scopes, root: content}]}
}

/** Key ids of every registry for development on this machine. */
function developmentKeys(folder: string): readonly string[] {
  return globSync('*/root.json', {cwd: folder}).flatMap((path) =>
    Object.keys(JSON.parse(readFileSync(join(folder, path), 'utf8')).keys),
  )
}

/** Looks at what was written, not at what was meant to be. */
function demandClean(folder: string, keys: readonly string[]): void {
  for (const path of readdirSync(folder, {recursive: true, encoding: 'utf8'})) {
    if (!statSync(join(folder, path)).isFile()) continue
    const text = readFileSync(join(folder, path), 'latin1')
    if (text.includes('-----BEGIN PRIVATE KEY-----\nM')) throw new Error(`${path} holds a private key`)
    if (keys.some((key) => text.includes(key))) throw new Error(`${path} holds a key for development`)
  }
}

function put(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, bytes)
}
