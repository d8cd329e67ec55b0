import {type Lock, readLock} from '@ome/installer/install/lock'
import {shortName, spellings} from '@ome/installer/install/names'
import {nearHint} from '@ome/installer/install/near-plugin'
import {findProjectLock} from '@ome/installer/install/project-lock'
import type {Workbench} from '@ome/installer/install/workbench'
import {OmeError} from '@ome/sdk/errors'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'

export interface PluginReasons {
  readonly name: string
  readonly package: string
  readonly version: string
  /** Why it is here at this release, each a sentence. */
  readonly reasons: readonly string[]
  /** Releases that a rollback can go back to, newest first. */
  readonly previous: readonly string[]
  readonly integrity?: string
  readonly commands: readonly OwnedCommand[]
}

export interface OwnedCommand {
  readonly command: string
  /** Short name of the plugin that runs it; absent when nothing runs. */
  readonly runsFrom?: string
}

/** What is known of a plugin without any registry: where it came from, what holds it there, which of its commands run. */
export function whyPlugin(
  {data, policy}: Pick<Workbench, 'data' | 'policy'>,
  typed: string,
  {cwd, index}: {readonly cwd: string; readonly index: RouteIndex},
): PluginReasons {
  const lock = readLock(data)
  const row = spellings(typed)
    .map((name) => index.plugins.find((plugin) => plugin.name === name))
    .find((found) => found !== undefined)
  if (row === undefined)
    throw new OmeError(
      'not-found',
      `plugin "${typed}" is not installed`,
      [
        ...nearHint(
          typed,
          index.plugins.map(({name}) => name),
        ),
        'see what is: ome plugin list',
      ],
      {object: `plugin/${typed}`},
    )
  const entry = row.origin === 'installed' ? lock.plugins[row.name] : undefined
  const project = findProjectLock(cwd, data)
  const pin = policy.pins[row.name]
  return {
    name: shortName(row.name),
    package: row.name,
    version: row.version,
    reasons: [
      ...originOf(row, lock),
      ...(pin === undefined ? [] : [`policy ${policy.origins['pins'] ?? ''} keeps it at ${pin}`]),
      ...(project === undefined ? [] : [`this project has a lock: ${project}`]),
      ...(row.blocked === undefined ? [] : [blocked[row.blocked]]),
    ],
    previous: entry?.previous.map(({version}) => version) ?? [],
    ...(entry?.active === undefined ? {} : {integrity: entry.active.integrity}),
    commands: commandsOf(row, index, entry?.active?.commands),
  }
}

const blocked = {
  off: 'it is switched off: ome plugin enable',
  yanked: 'its registry has withdrawn this release, so it does not run',
  missing: 'its files are missing, so it does not run',
  changed: 'its files are not what was installed, so it does not run',
} as const

function originOf({name, origin, root}: PluginRow, {plugins, links}: Lock): readonly string[] {
  if (origin === 'host') return ['it is ome itself']
  if (origin === 'workspace') return [`it was built in this repository: ${root}`]
  if (origin === 'link') return [`it was linked on ${links[name]?.since} from ${root}`]
  const {active, pinned, channel} = plugins[name] ?? {}
  if (active === undefined) return []
  return [
    `it was installed on ${active.installedAt} from registry ${active.registry}, serial ${active.serial}`,
    pinned === true ? `it is pinned to ${active.version}: ome plugin unpin` : `it follows the channel ${channel}`,
  ]
}

function commandsOf(
  row: PluginRow,
  index: RouteIndex,
  installed: readonly string[] | undefined,
): readonly OwnedCommand[] {
  const number = index.plugins.indexOf(row)
  const own = Object.keys(index.commands).filter((id) => index.commands[id]?.[0] === number)
  const lost = index.losers.filter(({plugin}) => plugin === row.name).map(({id}) => id)
  const ids = installed?.map((words) => words.replaceAll(' ', ':')) ?? [...own, ...lost]
  return [...new Set(ids)].sort().map((id) => {
    const owner = index.plugins[index.commands[id]?.[0] ?? -1]
    const command = id.replaceAll(':', ' ')
    return owner === undefined || owner.blocked !== undefined ? {command} : {command, runsFrom: shortName(owner.name)}
  })
}
