import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {redact} from '@ome/sdk/text'
import {isSafe} from './http-read.ts'
import {fieldsOf, listOf, oneOf, optional, textOf, texts} from './shape.ts'
import {type Root, readRoot, registryId} from './signed-files.ts'
import {firstRoot} from './trust.ts'

/** A registry that this program trusts: where it is, which names are its own, and the root its trust begins with. */
export interface RegistrySource {
  readonly id: string
  /** Absolute path of a folder, or a URL: root, timestamp and index, and the archives unless `npm` has them. */
  readonly url: string
  /** URL of the npm registry that has the archives. */
  readonly npm?: string
  /** npm scopes looked up here and nowhere else. */
  readonly scopes: readonly string[]
  readonly caFile?: string
  readonly root: Root
}

/** What a build carries about registries, in `dist/registry.json` of the host. */
export interface Embedded {
  readonly build: 'development' | 'release'
  readonly registries: readonly RegistrySource[]
}

export const embeddedSchema = 'ome-embedded/1'

/** Reads what the build embedded below the host's folder; a host that was never built trusts no registry. */
export function embeddedRegistries(hostFolder: string): Embedded {
  const path = join(hostFolder, 'dist', 'registry.json')
  const text = readIfPresent(path)
  if (text === undefined) return {build: 'release', registries: []}
  return readEmbedded(JSON.parse(String(text)), join(hostFolder, 'dist'))
}

function readEmbedded(value: unknown, folder: string): Embedded {
  const file = fieldsOf(value, 'registry.json')
  oneOf(file['schema'], 'schema', [embeddedSchema])
  const build = oneOf(file['build'], 'build', ['development', 'release'])
  const registries = listOf(file['registries'], 'registries', (item, what) => {
    const source = fieldsOf(item, what)
    const url = textOf(source['url'], `${what}.url`)
    const root = readRoot(source['root'])
    demandPurpose(build, root)
    return {
      id: root.registry,
      url: isWeb(url) ? url : resolve(folder, url),
      scopes: texts(source['scopes'], `${what}.scopes`),
      root,
    }
  })
  return {build, registries}
}

/** A key for development lies on many machines, so a release takes nothing that it signs. */
export function demandPurpose(build: Embedded['build'], {purpose, registry}: Root): void {
  if (build === 'release' && purpose === 'development')
    throw new OmeError('denied', `registry "${registry}" is for development; this is a release`, [], {
      object: `registry/${registry}`,
    })
}

/** An entry of `registries` in config.yaml. */
export interface RegistryRow {
  readonly id: string
  readonly url: string
  readonly npm?: string
  readonly scopes?: readonly string[]
  readonly caFile?: string
}

export interface Trusting {
  readonly embedded: Embedded
  /** `registries` of the user's settings. */
  readonly setting: unknown
  /** Of config.yaml, for relative paths in it. */
  readonly folder: string
  readonly data: string
}

/**
 * All registries: those of the build, moved where the settings say so, then those that were added. Throws `usage` for
 * wrong settings and `denied` for an added one whose root is not what its keys signed.
 */
export function trustedRegistries({embedded, setting, folder, data}: Trusting): readonly RegistrySource[] {
  const rows = registryRows(setting, folder)
  const moved = embedded.registries.map((source) => ({...source, ...rows.find(({id}) => id === source.id)}))
  const added = rows
    .filter(({id}) => !embedded.registries.some((source) => source.id === id))
    .map((row): RegistrySource => ({scopes: [], ...row, root: addedRoot(data, row.id, embedded.build)}))
  const all = [...moved, ...added]
  for (const {id, scopes} of all)
    for (const scope of scopes) {
      const other = all.find((one) => one.id !== id && one.scopes.includes(scope))
      if (other !== undefined) throw wrongSetting(`scope ${scope} belongs to "${id}" and to "${other.id}"`)
    }
  return all
}

/** An entry of `registries` that cannot be used. */
export interface UnreadRegistry {
  readonly id: string
  /** As it is written, without credentials. */
  readonly url: string
  readonly scopes: readonly string[]
  readonly problem: string
  readonly hints: readonly string[]
}

/**
 * As {@link trustedRegistries}, for what only shows registries: entries that are wrong are told apart from the others. A
 * registry of the build whose entry is wrong stays where the build has it, so that its names stay its own.
 */
export function readableRegistries(trusting: Trusting): {
  readonly sources: readonly RegistrySource[]
  readonly unread: readonly UnreadRegistry[]
} {
  const {setting} = trusting
  if (!Array.isArray(setting)) return {sources: trustedRegistries(trusting), unread: []}
  const unread: UnreadRegistry[] = []
  const readable = setting.filter((item: unknown, place) => {
    try {
      trustedRegistries({...trusting, setting: [item]})
      return true
    } catch (error) {
      if (!isOmeError(error)) throw error
      unread.push(unreadOf(item, place, error))
      return false
    }
  })
  return {sources: trustedRegistries({...trusting, setting: readable}), unread}
}

function unreadOf(item: unknown, place: number, {message, hints}: OmeError): UnreadRegistry {
  const row = typeof item === 'object' && item !== null ? Object.entries(item) : []
  const field = (name: string): unknown => row.find(([key]) => key === name)?.[1]
  const id = typeof field('id') === 'string' ? String(field('id')) : `registries[${place}]`
  const scopes = field('scopes')
  return {
    id,
    url: redact(String(field('url') ?? '')),
    scopes: Array.isArray(scopes) ? scopes.map(String) : [],
    problem: message.replaceAll('registries[0]', `registries[${place}]`),
    hints: /\.url (holds|is not)/.test(message) ? [`give it another address: ome registry set-url ${id} URL`] : hints,
  }
}

/** The entries of `registries` in config.yaml, with absolute paths. */
export function registryRows(setting: unknown, folder: string): readonly RegistryRow[] {
  if (setting === undefined) return []
  try {
    return listOf(setting, 'registries', (item, what) => readRow(fieldsOf(item, what), what, folder))
  } catch (cause) {
    throw wrongSetting(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function readRow(row: Readonly<Record<string, unknown>>, what: string, folder: string): RegistryRow {
  const transport = oneOf(row['transport'] ?? 'http', `${what}.transport`, ['http', 'folder', 'npm'])
  const npm = row['npm']
  if ((transport === 'npm') !== (npm !== undefined)) throw new Error(`${what}: transport npm and npm go together`)
  return {
    id: textOf(row['id'], `${what}.id`, registryId),
    url: placeOf(textOf(row['url'], `${what}.url`), `${what}.url`, folder),
    ...(npm === undefined ? {} : {npm: webOf(textOf(npm, `${what}.npm`), `${what}.npm`)}),
    ...optional('scopes', row, what, scopesOf),
    ...optional('caFile', row, what, (path, at) => resolve(folder, textOf(path, at))),
  }
}

const scopesOf = (value: unknown, what: string): readonly string[] =>
  listOf(value, what, (scope, at) => textOf(scope, at, scopeName))

/** An npm scope with its `@`. */
export const scopeName = /^@[a-z0-9][a-z0-9._-]*$/

/** A folder becomes absolute; a URL must be https, or http on this machine. */
export const placeOf = (url: string, what: string, folder: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? webOf(url, what) : resolve(folder, url)

/** An address without secrets in it: config.yaml keeps none. */
export function webOf(url: string, what: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) throw new Error(`${what} is not an address`)
  if (!isSafe(parsed)) throw new Error(`${what} is not https; http is taken on this machine only`)
  if (parsed.username !== '' || parsed.password !== '')
    throw new Error(`${what} holds credentials; they belong into ~/.npmrc`)
  return url
}

const isWeb = (url: string): boolean => /^https?:\/\//.test(url)

/** Where the root that a person checked lies, its signatures beside it. */
export const trustPath = (data: string, id: string): string => join(data, 'trust', `${id}.json`)

function addedRoot(data: string, id: string, build: Embedded['build']): Root {
  const path = trustPath(data, id)
  const bytes = readIfPresent(path)
  if (bytes === undefined)
    throw wrongSetting(`nothing is known of the root of "${id}"`, undefined, [
      `add it with its root: ome registry add ${id} URL --root FILE`,
      `or take it out: ome registry remove ${id}`,
    ])
  try {
    const root = firstRoot(id, {bytes, signature: readIfPresent(`${path}.sig`)})
    demandPurpose(build, root)
    return root
  } catch (cause) {
    if (!isOmeError(cause)) throw cause
    throw new OmeError(cause.kind, cause.message, [`forget this registry: ome registry remove ${id}`], {
      cause,
      object: `registry/${id}`,
    })
  }
}

const wrongSetting = (reason: string, cause?: unknown, hints = ['see what is set: ome config view']): OmeError =>
  new OmeError('usage', `config.yaml: ${reason}`, hints, {cause})

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
