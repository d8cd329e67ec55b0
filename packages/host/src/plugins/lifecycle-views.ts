import type {FreedRelease} from '@ome/installer/install/free-store'
import {formatBytes} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {PluginReasons} from './why-plugin.ts'

export const freedList: View<readonly FreedRelease[]> = {
  kind: 'FreedReleaseList',
  columns: [
    {header: 'PLUGIN', value: ({plugin}) => plugin},
    {header: 'RELEASE', value: ({release}) => release},
    {header: 'REGISTRY', value: ({registry}) => registry},
    {header: 'SIZE', value: ({bytes}) => formatBytes(bytes), align: 'right'},
  ],
  name: ({plugin, release}) => `release/${plugin}@${release}`,
  empty: 'nothing is stored that is not in use',
}

export const pluginReasons: View<PluginReasons> = {
  kind: 'PluginReasons',
  blocks: ({name, version, reasons, previous, integrity, commands}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Name', value: name},
        {label: 'Version', value: version},
        ...(integrity === undefined ? [] : [{label: 'Integrity', value: integrity}]),
        {label: 'Rollback to', value: previous.join(', ') || '<none>'},
      ],
    },
    {type: 'text', title: 'Why', text: reasons.join('\n')},
    {
      type: 'table',
      title: 'Commands',
      header: ['COMMAND', 'RUNS-FROM'],
      rows: commands.map(({command, runsFrom}) => [command, runsFrom]),
    },
  ],
  json: (why) => why,
  name: ({name}) => `plugin/${name}`,
}
