import {readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {fieldsOf, listOf, oneOf, optional, textOf, texts} from './shape.ts'
import {type Root, readRoot, registryId} from './signed-files.ts'

/** A registry that this program trusts: where it is, which names are its own, and the root its trust begins with. */
export interface RegistrySource {
  readonly id: string
  /** Absolute path of a folder, or a URL. */
  readonly url: string
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
  return readEmbedded(JSON.parse(text), join(hostFolder, 'dist'))
}

function readEmbedded(value: unknown, folder: string): Embedded {
  const file = fieldsOf(value, 'registry.json')
  oneOf(file['schema'], 'schema', [embeddedSchema])
  const build = oneOf(file['build'], 'build', ['development', 'release'])
  const registries = listOf(file['registries'], 'registries', (item, what) => {
    const source = fieldsOf(item, what)
    const url = textOf(source['url'], `${what}.url`)
    const root = readRoot(source['root'])
    if (build === 'release' && root.purpose === 'development')
      throw new OmeError('denied', `registry "${root.registry}" is for development; this is a release`, [], {
        object: `registry/${root.registry}`,
      })
    return {
      id: root.registry,
      url: isWeb(url) ? url : resolve(folder, url),
      scopes: texts(source['scopes'], `${what}.scopes`),
      root,
    }
  })
  return {build, registries}
}

/** `registries` of the user's settings: another address, scopes or CA for a registry whose root is known. */
export function configuredRegistries(
  embedded: readonly RegistrySource[],
  setting: unknown,
  folder: string,
): readonly RegistrySource[] {
  if (setting === undefined) return embedded
  try {
    const rows = listOf(setting, 'registries', (item, what) => readRow(fieldsOf(item, what), what, folder))
    const unknown = rows.find(({id}) => !embedded.some((source) => source.id === id))
    if (unknown !== undefined) throw new Error(`nothing is known of the root of "${unknown.id}"`)
    return embedded.map((source) => ({...source, ...rows.find(({id}) => id === source.id)}))
  } catch (cause) {
    throw new OmeError(
      'usage',
      `config.yaml: ${cause instanceof Error ? cause.message : String(cause)}`,
      ['see what is set: ome config view'],
      {cause},
    )
  }
}

function readRow(row: Readonly<Record<string, unknown>>, what: string, folder: string) {
  const url = textOf(row['url'], `${what}.url`)
  oneOf(row['transport'] ?? 'http', `${what}.transport`, ['http', 'folder'])
  return {
    id: textOf(row['id'], `${what}.id`, registryId),
    url: isWeb(url) ? url : resolve(folder, url),
    ...optional('scopes', row, what, texts),
    ...optional('caFile', row, what, textOf),
  }
}

const isWeb = (url: string): boolean => /^https?:\/\//.test(url)

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
