import type {ManifestCommand, PluginManifest} from './plugin-manifest.ts'
import type {CommandRow, PluginRow, RouteIndex} from './route-index.ts'

/** A plugin with its manifest; `undefined` when it could not be read. */
export interface Described {
  readonly plugin: PluginRow
  readonly manifest: PluginManifest | undefined
}

/** What makes a plugin the owner of an id: it is the only one, or the first of these rules that tells them apart. */
export type Reason = 'only' | 'host' | 'ledger' | 'topic' | 'name'

export interface Claim {
  readonly plugin: PluginRow
  /** Its own id is another one where the ledger lets a command stand in for an id that its plugin does not have. */
  readonly command: ManifestCommand
}

export interface Contest {
  readonly id: string
  /** Absent where a plugin claims words of the host that are no command themselves. */
  readonly owner?: Claim
  readonly reason: Reason
  readonly losers: readonly Claim[]
}

/** Ids handed to a plugin by its user, with colons. */
export type Ledger = Readonly<Record<string, string>>

/**
 * Who owns each command id: the host, then the plugin the ledger hands it to, then the owner of the topic, then the
 * first by name. What may not run owns an id only where nothing else has it. Words of the host are its own also where
 * they are an alias, lead to a command or come behind one: nothing else may be run by them.
 */
export function settle(described: readonly Described[], ledger: Ledger): ReadonlyMap<string, Contest> {
  const isCore = coreWords(described)
  const claims = new Map<string, Claim[]>()
  const add = (id: string, claim: Claim): void => void claims.set(id, [...(claims.get(id) ?? []), claim])
  for (const {plugin, manifest} of described)
    for (const command of Object.values(manifest?.commands ?? {})) add(command.id, {plugin, command})
  for (const [id, name] of Object.entries(ledger)) {
    const standIn = standInFor(described, id, name)
    if (standIn && claims.get(standIn.command.id)?.length === 1) add(id, standIn)
  }
  return new Map([...claims].map(([id, claimants]) => [id, decide(id, claimants, ledger[id], isCore)]))
}

function decide(
  id: string,
  claims: readonly Claim[],
  chosen: string | undefined,
  isCore: (id: string) => boolean,
): Contest {
  const host = claims.find(({plugin}) => plugin.origin === 'host')
  if (host || isCore(id))
    return {
      id,
      ...(host ? {owner: host} : {}),
      reason: claims.length > 1 || !host ? 'host' : 'only',
      losers: claims.filter((claim) => claim !== host),
    }
  const able = claims.filter(({plugin}) => !plugin.blocked)
  const candidates = able.length > 0 ? able : claims
  const [first] = candidates
  const ledger = candidates.find(({plugin}) => plugin.name === chosen)
  const topic = byTopic(id, candidates)
  const owner = ledger ?? topic ?? first
  const reason = claims.length === 1 ? 'only' : ledger ? 'ledger' : topic ? 'topic' : 'name'
  return {id, ...(owner ? {owner} : {}), reason, losers: claims.filter((claim) => claim !== owner)}
}

/** The plugin whose own topic reaches furthest into the id. */
function byTopic(id: string, claims: readonly Claim[]): Claim | undefined {
  const reach = ({plugin}: Claim): number =>
    Math.max(0, ...(plugin.owns ?? []).filter((topic) => isWithin(id, topic)).map((topic) => topic.length))
  const furthest = Math.max(0, ...claims.map(reach))
  return furthest === 0 ? undefined : claims.find((claim) => reach(claim) === furthest)
}

const isWithin = (id: string, topic: string): boolean => id === topic || id.startsWith(`${topic}:`)

/** A command of the plugin that declares the id in `replaces` where the plugin has no command of that id. */
function standInFor(described: readonly Described[], id: string, name: string): Claim | undefined {
  const found = described.find(({plugin}) => plugin.name === name)
  const commands = Object.values(found?.manifest?.commands ?? {})
  if (!found || commands.some((command) => command.id === id)) return undefined
  const command = commands.find(({replaces = []}) => replaces.map(toId).includes(id))
  return command && {plugin: found.plugin, command}
}

/** Whether an id would take words of the host: one of its commands, what leads to one, or what follows one. */
export function coreWords(described: readonly Described[]): (id: string) => boolean {
  const own = described
    .filter(({plugin}) => plugin.origin === 'host')
    .flatMap(({manifest}) => Object.values(manifest?.commands ?? {}))
    .flatMap((command) => [command.id, ...aliasesOf(command)])
    .concat('help')
  return (id) => own.some((core) => isWithin(core, id) || isWithin(id, core))
}

export type Owned = Pick<RouteIndex, 'commands' | 'aliases' | 'losers'>

/** The rows of the route index. An alias never takes the id of a command. */
export function assignCommands(described: readonly Described[], ledger: Ledger): Owned {
  const isCore = coreWords(described)
  const numbers = new Map(described.map(({plugin}, number) => [plugin, number]))
  const commands: Record<string, CommandRow> = {}
  const aliases: Record<string, string> = {}
  const standIns: [string, Claim][] = []
  const losers: {id: string; plugin: string}[] = []
  for (const {id, owner, losers: beaten} of settle(described, ledger).values()) {
    losers.push(...beaten.map(({plugin}) => ({id, plugin: plugin.name})))
    if (!owner) continue
    const {plugin, command} = owner
    if (command.id === id) commands[id] = commandRow(numbers.get(plugin) ?? 0, command)
    else standIns.push([id, owner])
    for (const alias of aliasesOf(command))
      if (plugin.origin === 'host' || !isCore(alias)) aliases[alias] ??= command.id
  }
  for (const alias of Object.keys(aliases)) if (commands[alias]) delete aliases[alias]
  for (const [id, {command}] of standIns) aliases[id] = command.id
  return {commands, aliases, losers}
}

const commandRow = (
  plugin: number,
  {summary = '', risk = 'write', hidden, needs = []}: ManifestCommand,
): CommandRow => {
  if (needs.length > 0) return [plugin, summary, risk, hidden ? 1 : 0, 1]
  return hidden ? [plugin, summary, risk, 1] : [plugin, summary, risk]
}

const toId = (words: string): string => words.replaceAll(' ', ':')

const aliasesOf = ({aliases = [], hiddenAliases = []}: ManifestCommand): string[] =>
  [...aliases, ...hiddenAliases].map(toId)

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
