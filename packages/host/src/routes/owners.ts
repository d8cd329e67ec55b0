import type {ManifestCommand, PluginManifest} from './plugin-manifest.ts'
import type {CommandRow, PluginRow, RouteIndex} from './route-index.ts'

/** A plugin with its manifest; `undefined` when it could not be read. */
export interface Described {
  readonly plugin: PluginRow
  readonly manifest: PluginManifest | undefined
}

export type Owned = Pick<RouteIndex, 'commands' | 'aliases' | 'losers'>

/**
 * Who owns each command id: the host, then the plugin the ledger hands it to, then the first of the order given. An
 * alias never takes the id of a command.
 */
export function assignCommands(described: readonly Described[], ledger: Readonly<Record<string, string>>): Owned {
  const claims = new Map<string, {number: number; command: ManifestCommand}[]>()
  for (const [number, {manifest}] of described.entries()) {
    for (const command of Object.values(manifest?.commands ?? {})) {
      claims.set(command.id, [...(claims.get(command.id) ?? []), {number, command}])
    }
  }
  const commands: Record<string, CommandRow> = {}
  const aliases: Record<string, string> = {}
  const losers: {id: string; plugin: string}[] = []
  for (const [id, claimants] of claims) {
    const owner = ownerOf(described, claimants, ledger[id])
    for (const claim of claimants) {
      if (claim !== owner) losers.push({id, plugin: described[claim.number]?.plugin.name ?? ''})
    }
    if (!owner) continue
    commands[id] = commandRow(owner.number, owner.command)
    for (const alias of aliasesOf(owner.command)) aliases[alias] ??= id
  }
  for (const alias of Object.keys(aliases)) if (commands[alias]) delete aliases[alias]
  return {commands, aliases, losers}
}

function ownerOf<Claim extends {readonly number: number}>(
  described: readonly Described[],
  claims: readonly Claim[],
  chosen: string | undefined,
): Claim | undefined {
  const pluginOf = ({number}: Claim): PluginRow | undefined => described[number]?.plugin
  const host = claims.find((claim) => pluginOf(claim)?.origin === 'host')
  const byLedger = claims.find((claim) => pluginOf(claim)?.name === chosen && !pluginOf(claim)?.blocked)
  return host ?? byLedger ?? claims[0]
}

const commandRow = (
  plugin: number,
  {summary = '', risk = 'write', hidden, needs = []}: ManifestCommand,
): CommandRow => {
  if (needs.length > 0) return [plugin, summary, risk, hidden ? 1 : 0, 1]
  return hidden ? [plugin, summary, risk, 1] : [plugin, summary, risk]
}

const aliasesOf = ({aliases = [], hiddenAliases = []}: ManifestCommand): string[] =>
  [...aliases, ...hiddenAliases].map((alias) => alias.replaceAll(' ', ':'))

/** Typed forms of the flags that are never boolean. A flag that is boolean in one command is not skipped with a value. */
export function valueFlags(described: readonly Described[]): string[] {
  const kinds = new Map<string, boolean>()
  for (const {manifest} of described) {
    for (const command of Object.values(manifest?.commands ?? {})) {
      for (const {name, type, char, aliases = [], charAliases = []} of Object.values(command.flags)) {
        const long = [name, ...aliases].map((form) => `--${form}`)
        const short = [char, ...charAliases].flatMap((form) => (form ? [`-${form}`] : []))
        for (const form of [...long, ...short]) kinds.set(form, (kinds.get(form) ?? true) && type === 'option')
      }
    }
  }
  return [...kinds]
    .filter(([, takesValue]) => takesValue)
    .map(([form]) => form)
    .sort()
}
