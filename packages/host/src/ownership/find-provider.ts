import {whileBusy} from '@ome/installer/install/busy'
import {chooseRelease} from '@ome/installer/install/choose-release'
import {readLock} from '@ome/installer/install/lock'
import {spellings} from '@ome/installer/install/names'
import {demandRegistries, ownerOf} from '@ome/installer/install/resolve'
import {openSource, type Workbench} from '@ome/installer/install/workbench'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {shortName} from '../help/plugin-title.ts'
import type {DescribedPlugins} from '../routes/described-plugins.ts'
import {settle} from '../routes/owners.ts'

/**
 * The plugin that a plugin's name or a command's words mean, looked up in the registries. Throws `not-found` when
 * nothing has it and `usage` when several plugins do.
 */
export function providerOf(bench: Workbench, typed: readonly string[]): Promise<string> {
  const words = typed
    .join(' ')
    .trim()
    .replaceAll(/[\s:]+/g, ' ')
  demandRegistries(bench)
  return whileBusy(bench, async () => {
    const registries = await Promise.all(bench.registries.map((source) => openSource(bench, source)))
    const plugins = registries.flatMap((registry) =>
      registry.index.plugins
        .filter(({name}) => ownerOf(bench.registries, name)?.id === registry.source.id)
        .map((plugin) => ({registry, plugin})),
    )
    const byName =
      typed.length === 1 && spellings(words).find((name) => plugins.some(({plugin}) => plugin.name === name))
    if (byName) return byName
    const {plugins: entries} = readLock(bench.data)
    const having = plugins.filter(({registry, plugin}) => {
      const release = quietly(() => chooseRelease(bench, {registry, plugin}, {installed: entries[plugin.name]}).release)
      return release?.commands.some(({id}) => id === words || id.startsWith(`${words} `))
    })
    const exact = having.filter(({plugin}) =>
      plugin.releases.some(({commands}) => commands.some(({id}) => id === words)),
    )
    return one(
      words,
      (exact.length > 0 ? exact : having).map(({plugin}) => plugin.name),
    )
  })
}

function one(words: string, names: readonly string[]): string {
  const [first, ...others] = names
  if (first !== undefined && others.length === 0) return first
  if (first === undefined)
    throw new OmeError(
      'not-found',
      `no plugin of the registries has "${words}"`,
      ['see what there is: ome plugin search'],
      {
        object: `command/${words}`,
      },
    )
  throw new OmeError(
    'usage',
    `several plugins have "${words}"`,
    names.map((name) => `ome plugin install ${shortName(name)}`),
  )
}

export interface Present {
  readonly command: string
  readonly plugin: string
  readonly version: string
}

/** Who runs a command already: what is there needs no plugin of a registry. Throws `conflict` where it is disabled. */
export function presentCommand(
  {described, ledger}: Pick<DescribedPlugins, 'described' | 'ledger'>,
  typed: readonly string[],
): Present | undefined {
  const id = typed
    .join(' ')
    .trim()
    .replaceAll(/[\s:]+/g, ':')
  const owner = settle(described, ledger).get(id)?.owner?.plugin
  if (owner === undefined) return undefined
  const command = id.replaceAll(':', ' ')
  const plugin = owner.origin === 'host' ? 'ome' : shortName(owner.name)
  if (owner.blocked === 'off')
    throw new OmeError('conflict', `plugin ${plugin} has "${command}" already and is disabled`, [
      `enable it: ome plugin enable ${plugin}`,
    ])
  return owner.blocked ? undefined : {command, plugin, version: owner.version}
}

/** The installed plugin that a command's words or a plugin's name mean. Commands of ome itself are `denied`. */
export function installedProvider(
  {described, ledger}: Pick<DescribedPlugins, 'described' | 'ledger'>,
  typed: readonly string[],
): string {
  const id = typed
    .join(' ')
    .trim()
    .replaceAll(/[\s:]+/g, ':')
  const owner = settle(described, ledger).get(id)?.owner?.plugin
  if (owner?.origin === 'host')
    throw new OmeError(
      'denied',
      `"${id.replaceAll(':', ' ')}" belongs to ome itself`,
      ['see what is installed: ome plugin list'],
      {
        object: `command/${id.replaceAll(':', ' ')}`,
      },
    )
  if (!owner && id.includes(':'))
    throw new OmeError(
      'not-found',
      `no installed plugin has "${id.replaceAll(':', ' ')}"`,
      [`install one that does: ome command add ${id.replaceAll(':', ' ')}`],
      {object: `command/${id.replaceAll(':', ' ')}`},
    )
  return owner?.name ?? typed.join(' ')
}

function quietly<Value>(work: () => Value): Value | undefined {
  try {
    return work()
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}
