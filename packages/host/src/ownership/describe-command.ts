import type {Lock} from '@ome/installer/install/lock'
import type {Replacement} from '@ome/installer/install/replacement'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '../help/nearest.ts'
import {shortName} from '../help/plugin-title.ts'
import {manifestOf} from '../offers/offered-help.ts'
import {indexCommand} from '../offers/offers-of.ts'
import type {DescribedPlugins} from '../routes/described-plugins.ts'
import {type Claim, type Contest, settle} from '../routes/owners.ts'
import type {FlagRow, ManifestCommand} from '../routes/plugin-manifest.ts'
import {type CommandAccess, type CommandStatus, reasonText, statusOf} from './listed-commands.ts'

export interface CommandDetails {
  readonly id: string
  readonly plugin: string
  readonly version: string
  readonly origin: string
  readonly status: CommandStatus
  readonly access: CommandAccess
  readonly reason: Contest['reason'] | 'index'
  readonly why: string
  readonly command: ManifestCommand
  /** Its own ones: those that every command has are left out. */
  readonly flags: readonly FlagRow[]
  readonly losers: readonly {readonly plugin: string; readonly version: string; readonly run: string}[]
  readonly replacement?: Replacement
}

type Plugins = Pick<DescribedPlugins, 'described' | 'ledger' | 'offers' | 'registries'>

/** Who runs a command and why, by its words; also one that is not installed. Throws `not-found`. */
export function describeCommand(
  plugins: Plugins,
  lock: Lock,
  typed: readonly string[],
  accessOf: (claim: Claim) => CommandAccess,
): CommandDetails {
  const id = typed
    .join(' ')
    .trim()
    .replaceAll(/[\s:]+/g, ':')
  const contests = settle(plugins.described, plugins.ledger)
  const contest = contests.get(id) ?? contests.get(aliasTarget(plugins, id) ?? '')
  if (contest?.owner) return installed(contest, contest.owner, lock, accessOf)
  const offered = plugins.offers.find(({commands}) => Object.hasOwn(commands, id))
  const entry = offered && indexCommand(plugins.registries.open, {offer: offered, id})
  if (offered && entry) {
    const command = {...manifestOf(id, entry), summary: entry.summary}
    return {
      id: toWords(id),
      plugin: shortName(offered.plugin),
      version: offered.version,
      origin: `registry ${offered.registry}`,
      status: 'not-installed',
      access: '?',
      reason: 'index',
      why: `only the index of registry ${offered.registry} has it: ome plugin install ${shortName(offered.plugin)}`,
      command,
      flags: ownFlags(command),
      losers: [],
    }
  }
  const known = [...contests.keys(), ...plugins.offers.flatMap(({commands}) => Object.keys(commands))]
  throw new OmeError(
    'not-found',
    `there is no command "${toWords(id)}"`,
    [
      ...nearest(id, known).map((near) => `did you mean: ome command describe ${toWords(near)}`),
      'see all of them: ome command list --all',
    ],
    {object: `command/${toWords(id)}`},
  )
}

function installed(
  contest: Contest,
  owner: Claim,
  lock: Lock,
  accessOf: (claim: Claim) => CommandAccess,
): CommandDetails {
  const {id, reason, losers} = contest
  const replacement = reason === 'ledger' ? lock.replaces[toWords(id)] : undefined
  const {plugin, command} = owner
  return {
    id: toWords(id),
    plugin: shortName(plugin.name),
    version: plugin.version,
    origin: plugin.origin,
    status: statusOf(plugin, reason),
    access: accessOf(owner),
    reason,
    why: reasonText(contest, replacement),
    command,
    flags: ownFlags(command),
    losers: losers.map((claim) => ({
      plugin: shortName(claim.plugin.name),
      version: claim.plugin.version,
      run: `ome command run ${shortName(claim.plugin.name)}:${claim.command.id}`,
    })),
    ...(replacement ? {replacement} : {}),
  }
}

const aliasTarget = ({described}: Plugins, id: string): string | undefined =>
  described
    .flatMap(({manifest}) => Object.values(manifest?.commands ?? {}))
    .find(({aliases = [], hiddenAliases = []}) =>
      [...aliases, ...hiddenAliases].some((alias) => alias.replaceAll(' ', ':') === id),
    )?.id

const ownFlags = ({flags}: ManifestCommand): FlagRow[] =>
  Object.values(flags).filter(({hidden, helpGroup}) => !hidden && helpGroup !== 'GLOBAL')

const toWords = (id: string): string => id.replaceAll(':', ' ')
