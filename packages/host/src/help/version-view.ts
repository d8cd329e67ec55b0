import type {View} from '@ome/sdk/view'
import type {PluginRow} from '../routes/route-index.ts'

export interface Versions {
  readonly version: string
  readonly node: string
  readonly plugins: readonly PluginRow[]
  readonly server: string | undefined
}

export const versionView: View<Versions> = {
  kind: 'Version',
  blocks: ({version, node, server, plugins}) => [
    {
      type: 'fields',
      rows: [
        {label: 'ome', value: version},
        {label: 'Node.js', value: node},
        ...(server === undefined ? [] : [{label: 'Cluster', value: server}]),
        ...others(plugins).map((plugin) => ({label: plugin.name, value: `${plugin.version} (${plugin.origin})`})),
      ],
    },
  ],
  json: ({version, node, server, plugins}) => ({
    version,
    node,
    cluster: server ?? null,
    plugins: others(plugins).map((plugin) => ({name: plugin.name, version: plugin.version, origin: plugin.origin})),
  }),
}

const others = (plugins: readonly PluginRow[]): readonly PluginRow[] => plugins.filter(({origin}) => origin !== 'host')
