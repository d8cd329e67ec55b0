import type {Replacement} from '@ome/installer/install/replacement'
import type {Risk} from '@ome/sdk/need'
import {shortName} from '../help/plugin-title.ts'
import type {DescribedPlugins} from '../routes/described-plugins.ts'
import {type Claim, type Contest, type Reason, settle} from '../routes/owners.ts'
import type {PluginRow} from '../routes/route-index.ts'

export type CommandStatus =
  | 'active'
  /** It runs because its user replaced another plugin's command. */
  | 'replacing'
  /** Another plugin runs under its id. */
  | 'replaced'
  | 'disabled'
  | 'withdrawn'
  | 'missing'
  | 'changed'
  | 'not-installed'

/** Whether the person may run it, as far as that is known; `?` when it is not. */
export type CommandAccess = 'yes' | 'no' | '?'

export interface ListedCommand {
  readonly command: string
  readonly plugin: string
  readonly version: string
  readonly risk: Risk
  readonly access: CommandAccess
  readonly status: CommandStatus
  /** Why the owner of a contested id is the owner. */
  readonly reason?: Reason
}

export interface ListOptions {
  /** Only ids that several plugins have, all of them. */
  readonly conflicts: boolean
  /** Also commands of plugins that are not installed. */
  readonly all: boolean
}

/** Every command as it would run, in the order of ids. */
export function listCommands(
  {described, ledger, offers}: Pick<DescribedPlugins, 'described' | 'ledger' | 'offers'>,
  {conflicts, all}: ListOptions,
  accessOf: (claim: Claim) => CommandAccess,
): ListedCommand[] {
  const contests = [...settle(described, ledger).values()].filter(({losers}) => !conflicts || losers.length > 0)
  const installed = contests.flatMap((contest) => rowsOf(contest, conflicts, accessOf))
  const offered = offers.flatMap(({plugin, version, commands, risks}) =>
    Object.keys(commands).map(
      (id): ListedCommand => ({
        command: toWords(id),
        plugin: shortName(plugin),
        version,
        risk: risks[id] ?? 'write',
        access: '?',
        status: 'not-installed',
      }),
    ),
  )
  return [...installed, ...(all && !conflicts ? offered : [])].sort((a, b) => (a.command < b.command ? -1 : 1))
}

function rowsOf(contest: Contest, withLosers: boolean, accessOf: (claim: Claim) => CommandAccess): ListedCommand[] {
  const {id, owner, reason, losers} = contest
  const row = ({plugin, command}: Claim): Omit<ListedCommand, 'status'> => ({
    command: toWords(id),
    plugin: shortName(plugin.name),
    version: plugin.version,
    risk: command.risk ?? 'write',
    access: accessOf({plugin, command}),
  })
  const first = owner && !owner.command.hidden ? [{...row(owner), status: statusOf(owner.plugin, reason), reason}] : []
  const rest = losers.map(
    (claim): ListedCommand => ({...row(claim), status: blockedStatus(claim.plugin) ?? 'replaced'}),
  )
  return withLosers ? [...first, ...rest] : first
}

export const statusOf = (plugin: PluginRow, reason: Reason): CommandStatus =>
  blockedStatus(plugin) ?? (reason === 'ledger' ? 'replacing' : 'active')

const blockedStatus = ({blocked}: PluginRow): CommandStatus | undefined =>
  blocked === 'off' ? 'disabled' : blocked === 'yanked' ? 'withdrawn' : blocked

const toWords = (id: string): string => id.replaceAll(':', ' ')

/** Why the owner is the owner, in a sentence. */
export function reasonText({id, reason, owner}: Contest, replacement: Replacement | undefined): string {
  const name = owner ? shortName(owner.plugin.name) : 'ome'
  const topics = (owner?.plugin.owns ?? []).filter((topic) => id === topic || id.startsWith(`${topic}:`))
  const topic = topics.sort((a, b) => b.length - a.length)[0] ?? ''
  switch (reason) {
    case 'host':
      return `the words belong to ome itself`
    case 'ledger':
      return `it was handed to ${name} with "command replace" on ${replacement?.since.slice(0, 10) ?? 'an unknown day'}`
    case 'topic':
      return `the topic "${toWords(topic)}" belongs to ${name}`
    case 'name':
      return `no plugin owns its topic, and ${name} comes first by name`
    case 'only':
      return 'no other plugin has it'
  }
}
