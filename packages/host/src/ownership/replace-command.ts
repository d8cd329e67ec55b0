import {whileBusy} from '@ome/installer/install/busy'
import {withoutReplacement, withReplacement} from '@ome/installer/install/ledger'
import {readLock, writeLock} from '@ome/installer/install/lock'
import {spellings} from '@ome/installer/install/names'
import {stamp, type Workbench} from '@ome/installer/install/workbench'
import {refusal} from '@ome/installer/policy/policy'
import {risks} from '@ome/installer/registry/plugin-index'
import {OmeError} from '@ome/sdk/errors'
import type {Change} from '../changes/tell-change.ts'
import {nearest} from '../help/nearest.ts'
import {plainName, shortName} from '../help/plugin-title.ts'
import type {DescribedPlugins} from '../routes/described-plugins.ts'
import {type Claim, coreWords, type Described, settle} from '../routes/owners.ts'

export interface Handover {
  readonly command: string
  readonly from: string
  readonly to: string
  readonly changed: boolean
}

export interface ReplaceOptions {
  readonly with: string
  /** Take a higher risk. */
  readonly force: boolean
  readonly dryRun: boolean
}

type Plugins = Pick<DescribedPlugins, 'described' | 'ledger'>

/** Lets another plugin run a command. It must declare that it may, and must not be able to do more harm. */
export async function replaceCommand(
  bench: Workbench,
  plugins: Plugins,
  words: string,
  options: ReplaceOptions,
): Promise<Handover> {
  const id = toId(words)
  const owner = replaceableOwner(plugins, id)
  const winner = claimOf(plugins.described, id, options.with)
  const from = owner.plugin.name
  const to = winner.plugin.name
  const handover = {command: toWords(id), from: shortName(from), to: shortName(to), changed: from !== to}
  if (!handover.changed) return handover
  demandAllowed(bench, id, owner, winner, options)
  if (options.dryRun) return handover
  await whileBusy(bench, async () => {
    const row = {plugin: to, over: from, since: stamp(bench.now())}
    writeLock(bench.data, withReplacement(readLock(bench.data), toWords(id), row))
  })
  return handover
}

/** Gives a replaced command back to the plugin it was taken from. Throws `not-found` where nothing was replaced. */
export async function restoreCommand(
  bench: Workbench,
  words: string,
  {dryRun}: Pick<ReplaceOptions, 'dryRun'>,
): Promise<Handover> {
  const key = toWords(toId(words))
  const row = readLock(bench.data).replaces[key]
  if (row === undefined)
    throw new OmeError('not-found', `"${key}" was not replaced`, ['see what was: ome command list --conflicts'], {
      object: `command/${key}`,
    })
  if (!dryRun) await whileBusy(bench, async () => writeLock(bench.data, withoutReplacement(readLock(bench.data), key)))
  return {command: key, from: shortName(row.plugin), to: shortName(row.over), changed: true}
}

/** `command/deploy: serving → acme-deploy`, and the same for programs. */
export function handoverChange({command, from, to, changed}: Handover, restored: boolean, dryRun: boolean): Change {
  const object = `command/${command}`
  const outcome = changed ? (restored ? 'restored' : 'replaced') : 'unchanged'
  const line = changed ? `${object}: ${from} → ${to}` : `${object}: ${to} (unchanged)`
  const lines = [`${line}${dryRun ? ' (dry run)' : ''}`]
  return {kind: 'CommandChange', dryRun, items: [{object, outcome, from, to}], lines}
}

function replaceableOwner({described, ledger}: Plugins, id: string): Claim {
  if (coreWords(described)(id))
    throw new OmeError('denied', `"${toWords(id)}" belongs to ome itself and is not replaced`, [], {
      object: `command/${toWords(id)}`,
    })
  const contests = settle(described, ledger)
  const owner = contests.get(id)?.owner
  if (owner) return owner
  throw new OmeError(
    'not-found',
    `there is no command "${toWords(id)}"`,
    nearest(id, [...contests.keys()]).map((near) => `did you mean: ${toWords(near)}`),
    {object: `command/${toWords(id)}`},
  )
}

/** The command of a plugin that would run under the id. */
function claimOf(described: readonly Described[], id: string, typed: string): Claim {
  const names = spellings(typed)
  const found =
    described.find(({plugin}) => names.includes(plugin.name)) ??
    described.find(({plugin}) => plugin.origin !== 'host' && plainName(plugin.name) === typed)
  if (!found)
    throw new OmeError('not-found', `plugin "${typed}" is not installed`, [`install it: ome plugin install ${typed}`], {
      object: `plugin/${typed}`,
    })
  const {plugin, manifest} = found
  const commands = Object.values(manifest?.commands ?? {})
  const command =
    commands.find((one) => one.id === id) ?? commands.find(({replaces = []}) => replaces.map(toId).includes(id))
  if (command) return {plugin, command}
  throw new OmeError('not-found', `plugin ${shortName(plugin.name)} has no command for "${toWords(id)}"`, [
    'see what it has: ome command list',
  ])
}

function demandAllowed(bench: Workbench, id: string, owner: Claim, winner: Claim, {force}: ReplaceOptions): void {
  const name = shortName(winner.plugin.name)
  const deny = (reason: string, hints: readonly string[]): OmeError =>
    new OmeError('denied', `${name} may not replace "${toWords(id)}": ${reason}; nothing was changed`, hints, {
      object: `command/${toWords(id)}`,
    })
  if (winner.plugin.blocked) throw deny('it may not run itself', [`see what is wrong with it: ome plugin list`])
  if (!(winner.command.replaces ?? []).map(toId).includes(id))
    throw deny('it does not declare that it replaces it', [
      `run it by its name: ome command run ${name}:${winner.command.id}`,
    ])
  const risk = winner.command.risk ?? 'write'
  const refused = refusal(bench.policy, {plugin: winner.plugin.name, command: id, risk})
  if (refused)
    throw deny(`policy ${refused.origin}: ${refused.message}`, refused.contact ? [`ask ${refused.contact}`] : [])
  const before = owner.command.risk ?? 'write'
  if (risks.indexOf(risk) > risks.indexOf(before) && !force)
    throw deny(`its risk is ${risk}, that of ${shortName(owner.plugin.name)} is ${before}`, [
      `if that is wanted: ome command replace ${toWords(id)} --with ${name} --force`,
    ])
}

const toId = (words: string): string => words.trim().replaceAll(/\s+/g, ':')
const toWords = (id: string): string => id.replaceAll(':', ' ')
