import {existsSync} from 'node:fs'
import {whileBusy} from '@ome/installer/install/busy'
import {unlinkPlugin} from '@ome/installer/install/change-plugins'
import {withoutReplacement} from '@ome/installer/install/ledger'
import {readLock, writeLock} from '@ome/installer/install/lock'
import {verifyPlugins} from '@ome/installer/install/verify-plugins'
import {wayOutHints} from '@ome/installer/install/way-out-hints'
import type {Workbench} from '@ome/installer/install/workbench'
import {shortName} from '../../help/plugin-title.ts'
import {bareWorkbench} from '../../plugins/compose.ts'
import {listPlugins} from '../../plugins/installed-plugins.ts'
import type {DescribedPlugins} from '../../routes/described-plugins.ts'
import {settle} from '../../routes/owners.ts'
import {type Finding, fail, ok, type Probe, warn} from '../finding.ts'

export const pluginProbe: Probe = {
  title: 'plugins',
  async run({context, plugins}) {
    const bench = await bareWorkbench(context)
    const known = await plugins()
    return [
      ...listed(bench, known),
      ...stored(bench),
      ...interrupted(bench),
      ...links(bench),
      ...conflicts(known),
      ...ledger(bench, known),
    ]
  },
}

function listed(bench: Workbench, {described, notices}: DescribedPlugins): Finding[] {
  const all = listPlugins(bench)
  const off = all.filter(({status}) => status === 'disabled').map(({name}) => name)
  const yanked = all.filter(({status}) => status === 'yanked')
  return [
    ok('plugins', `${all.length} plugins${off.length > 0 ? `, disabled: ${off.join(', ')}` : ''}`),
    ...yanked.map(({name, version, ...row}) => {
      const {ways = {unknown: true}} = described.find(({plugin}) => plugin.name === row.package)?.plugin ?? {}
      const [next = ''] = wayOutHints(name, ways)
      return warn('plugins', `${name} ${version} was withdrawn by its registry`, next.slice(next.indexOf(': ') + 2))
    }),
    ...notices.map((notice) => warn('plugins', notice, 'ome plugin list')),
  ]
}

/** Every file of the store against the lock. */
function stored(bench: Workbench): Finding[] {
  const verified = verifyPlugins(bench, undefined)
  const changed = verified.filter(({status}) => status === 'changed')
  if (changed.length > 0)
    return changed.map(({name, version, files}) =>
      fail(
        'store',
        `${name} ${version} is not what was installed: ${files
          .slice(0, 3)
          .map(({path, change}) => `${change} ${path}`)
          .join(', ')}`,
        `ome plugin install ${name}`,
      ),
    )
  return verified.length === 0 ? [] : [ok('store', `${verified.length} installed plugins are what was installed`)]
}

const interrupted = (bench: Workbench): Finding[] =>
  Object.entries(readLock(bench.data).plugins)
    .filter(([, {next}]) => next !== undefined)
    .map(([name, {next}]) => ({
      ...warn('store', `the installation of ${shortName(name)} ${next?.version} was interrupted`, 'ome plugin list'),
      repair: async () => {
        await whileBusy(bench, async () => undefined)
        return 'finished or dropped it'
      },
    }))

const links = (bench: Workbench): Finding[] =>
  Object.entries(readLock(bench.data).links)
    .filter(([, {path}]) => !existsSync(path))
    .map(([name, {path}]) => ({
      ...fail(
        'links',
        `plugin ${shortName(name)} is linked to ${path}, which is not there`,
        `ome plugin unlink ${shortName(name)}`,
      ),
      repair: async () => {
        await unlinkPlugin(bench, name)
        return `unlinked ${shortName(name)}`
      },
    }))

function conflicts({described, ledger: chosen}: DescribedPlugins): Finding[] {
  const open = [...settle(described, chosen).values()].filter(
    ({losers, reason}) => losers.length > 0 && reason === 'name',
  )
  const core = [...settle(described, chosen).values()].filter(
    ({losers, reason}) => losers.length > 0 && reason === 'host',
  )
  return [
    ...open.map(({id, owner, losers}) =>
      warn(
        'conflicts',
        `"${id.replaceAll(':', ' ')}" runs from ${shortName(owner?.plugin.name ?? '')} only by its name; also in ${losers.map(({plugin}) => shortName(plugin.name)).join(', ')}`,
        `ome command describe ${id.replaceAll(':', ' ')}`,
      ),
    ),
    ...core.map(({id, losers}) =>
      warn(
        'conflicts',
        `${losers.map(({plugin}) => shortName(plugin.name)).join(', ')} has a command "${id.replaceAll(':', ' ')}"; the words belong to ome itself`,
        `ome command describe ${id.replaceAll(':', ' ')}`,
      ),
    ),
  ]
}

/** Replacements whose plugin has gone or lost the command. */
const ledger = (bench: Workbench, {described}: DescribedPlugins): Finding[] =>
  Object.entries(readLock(bench.data).replaces)
    .filter(([, {plugin}]) => !described.some((one) => one.plugin.name === plugin && one.manifest !== undefined))
    .map(([words, {plugin}]) => ({
      ...warn(
        'conflicts',
        `"${words}" was handed to ${shortName(plugin)}, which is not installed`,
        `ome command restore ${words}`,
      ),
      repair: async () => {
        await whileBusy(bench, async () => writeLock(bench.data, withoutReplacement(readLock(bench.data), words)))
        return 'gave it back'
      },
    }))
