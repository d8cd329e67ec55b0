import {OmeError} from '@ome/sdk/errors'
import {valid} from 'semver'
import {pluginName} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import type {RegistrySource} from '../registry/source.ts'
import type {Found} from './found-plugin.ts'
import {spellings} from './names.ts'
import {nearHint} from './near-plugin.ts'
import {isPermitted} from './permitted-registry.ts'
import {openSource, type Workbench} from './workbench.ts'

export interface Wanted {
  readonly name: string
  /** An exact version; otherwise the channel decides. */
  readonly version?: string
}

/** `NAME` or `NAME@VERSION`. Anything that is a place instead of a name is refused before it is looked up. */
export function parseWanted(word: string): Wanted {
  const at = word.indexOf('@', 1)
  const name = at === -1 ? word : word.slice(0, at)
  const version = at === -1 ? undefined : word.slice(at + 1)
  if (!pluginName.test(name))
    throw new OmeError('usage', `"${word}" is not the name of a plugin`, [
      'plugins come from a registry by name; look for one: ome plugin search',
      'for a folder under development: ome plugin link DIR',
    ])
  if (version !== undefined && valid(version) !== version)
    throw new OmeError('usage', `"${version}" is not a version such as 1.2.0`, [
      `see its versions: ome plugin describe ${name}`,
    ])
  return version === undefined ? {name} : {name, version}
}

/** The registry a name belongs to: the one that owns its scope, else the first that may be used. */
export function ownerOf(
  registries: readonly RegistrySource[],
  name: string,
  mayBeUsed: (source: RegistrySource) => boolean = () => true,
): RegistrySource | undefined {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined
  const owner = registries.find(({scopes}) => scope !== undefined && scopes.includes(scope))
  return owner ?? registries.find(mayBeUsed) ?? registries[0]
}

/** Looks a name up at its owner only, also when that one cannot be reached. */
export async function findPlugin(bench: Workbench, name: string): Promise<Found> {
  demandRegistries(bench)
  const open = new Map<string, OpenRegistry>()
  const found: Found[] = []
  for (const spelling of spellings(name)) {
    const source = ownerOf(bench.registries, spelling, ({id}) => isPermitted(bench, id))
    if (source === undefined) continue
    const registry = open.get(source.id) ?? (await openSource(bench, source))
    open.set(source.id, registry)
    const plugin = registry.index.plugins.find((one) => one.name === spelling)
    if (plugin !== undefined) found.push({registry, plugin})
  }
  const [first, ...others] = found
  if (first !== undefined && others.length > 0) throw ambiguous(name, found)
  if (first !== undefined) return first
  const known = [...open.values()].flatMap(({index}) => index.plugins.map((plugin) => plugin.name))
  throw new OmeError(
    'not-found',
    `plugin "${name}" is in no registry`,
    [...nearHint(name, known), 'see what there is: ome plugin search'],
    {object: `plugin/${name}`},
  )
}

/** Taking the first would let a plugin of a likely name take the place of another one. */
function ambiguous(name: string, found: readonly Found[]): OmeError {
  const names = found.map(({plugin}) => plugin.name)
  return new OmeError(
    'conflict',
    `"${name}" could be ${names.join(' or ')}`,
    [`type the whole name, such as ${names[0]}`],
    {
      object: `plugin/${name}`,
    },
  )
}

export function demandRegistries(bench: Workbench): void {
  if (bench.registries.length === 0)
    throw new OmeError('not-found', 'this program was built without a registry', [
      'build it with one: npm run build',
      'see what is known: ome registry list',
    ])
}
