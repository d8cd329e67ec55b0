import type {Found} from '@ome/installer/install/found-plugin'
import {shortName} from '@ome/installer/install/names'
import {needTexts} from '@ome/installer/install/plan-text'
import type {ListedRegistry} from '@ome/installer/install/registries'
import type {VerifiedPlugin} from '@ome/installer/install/verify-plugins'
import type {FieldRow, View} from '@ome/sdk/view'
import type {ListedPlugin} from './installed-plugins.ts'
import type {OfferedPlugin, OutdatedPlugin} from './list-plugins.ts'

const named = ({name}: {readonly name: string}): string => `plugin/${name}`

export const pluginList: View<readonly ListedPlugin[]> = {
  kind: 'PluginList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'VERSION', value: ({version}) => version},
    {header: 'ORIGIN', value: ({origin}) => origin},
    {header: 'COMMANDS', value: ({commands}) => commands, align: 'right'},
    {
      header: 'STATUS',
      value: ({status}) => status,
      tone: ({status}) => (status === 'enabled' ? 'good' : status === 'disabled' ? 'muted' : 'bad'),
    },
    {header: 'CHANNEL', value: ({channel}) => channel, wide: true},
    {header: 'PINNED', value: ({pinned}) => (pinned === undefined ? undefined : pinned ? 'yes' : 'no'), wide: true},
    {header: 'PACKAGE', value: (plugin) => plugin.package, wide: true},
    {header: 'REASON', value: ({reason}) => reason, wide: true},
  ],
  name: named,
  empty: 'no plugin is installed; see what there is: ome plugin search',
}

export const offeredList: View<readonly OfferedPlugin[]> = {
  kind: 'AvailablePluginList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'VERSION', value: ({version}) => version},
    {header: 'REGISTRY', value: ({registry}) => registry},
    {header: 'INSTALLED', value: ({installed}) => installed},
    {header: 'SUMMARY', value: ({summary}) => summary},
    {header: 'PUBLISHER', value: ({publisher}) => publisher, wide: true},
  ],
  name: named,
  empty: 'no plugin in the registries matches',
}

export const outdatedList: View<readonly OutdatedPlugin[]> = {
  kind: 'OutdatedPluginList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'VERSION', value: ({version}) => version},
    {header: 'NEWEST', value: ({newest}) => newest ?? 'none'},
    {header: 'STATUS', value: ({status}) => status, tone: ({status}) => (status === 'yanked' ? 'bad' : 'warn')},
    {header: 'CHANNEL', value: ({channel}) => channel},
    {header: 'REGISTRY', value: ({registry}) => registry},
    {header: 'PINNED', value: ({pinned}) => (pinned ? 'yes' : 'no'), wide: true},
  ],
  name: named,
  empty: 'every plugin is up to date',
}

export const verifiedList: View<readonly VerifiedPlugin[]> = {
  kind: 'PluginVerificationList',
  columns: [
    {header: 'NAME', value: ({name}) => name},
    {header: 'VERSION', value: ({version}) => version},
    {header: 'STATUS', value: ({status}) => status, tone: ({status}) => (status === 'ok' ? 'good' : 'bad')},
    {
      header: 'FILES',
      value: ({files, installed}) =>
        files.length === 0 ? `${installed}` : files.map(({path, change}) => `${change}:${path}`).join(','),
    },
  ],
  name: named,
  empty: 'no plugin is installed',
}

/** A registry in the list; of one that cannot be used only what its entry says. */
export type RegistryLine = Omit<ListedRegistry, 'purpose' | 'rootVersion'> &
  Partial<Pick<ListedRegistry, 'purpose' | 'rootVersion'>>

export const registryList: View<readonly RegistryLine[]> = {
  kind: 'RegistryList',
  columns: [
    {header: 'ID', value: ({id}) => id},
    {header: 'SERIAL', value: ({serial}) => serial, align: 'right'},
    {header: 'EXPIRES', value: ({expires}) => expires},
    {header: 'PURPOSE', value: ({purpose}) => purpose},
    {header: 'SCOPES', value: ({scopes}) => scopes.join(',')},
    {header: 'URL', value: ({url}) => url},
    {header: 'NPM', value: ({npm}) => npm, wide: true},
    {header: 'PROBLEM', value: ({problem}) => problem, wide: true, tone: () => 'bad'},
    {header: 'ROOT-KEYS', value: ({rootKeys}) => rootKeys.map((key) => key.slice(0, 16)).join(','), wide: true},
  ],
  name: ({id}) => `registry/${id}`,
  empty:
    'no registry is known: the keys of the public one have not been made yet; add one: ome registry add ID URL --root FILE',
}

function deprecation({deprecated}: Found['plugin']): readonly FieldRow[] {
  if (deprecated === undefined) return []
  const {since, message, replacedBy} = deprecated
  const instead = replacedBy === undefined ? undefined : `use ${shortName(replacedBy)}`
  return [{label: 'Deprecated', value: [`since ${since}`, message, instead].filter(Boolean).join('; '), tone: 'warn'}]
}

export const pluginDetails: View<Found & {readonly installed?: string}> = {
  kind: 'Plugin',
  blocks: ({plugin, registry, installed}) => [
    {
      type: 'fields',
      rows: [
        {label: 'Name', value: shortName(plugin.name)},
        {label: 'Package', value: plugin.name},
        {label: 'Summary', value: plugin.summary},
        {label: 'Publisher', value: plugin.publisher},
        {label: 'Registry', value: `${registry.source.id}, serial ${registry.index.serial}`},
        {label: 'Installed', value: installed ?? '<none>'},
        {
          label: 'Channels',
          value: Object.entries(plugin.channels)
            .map(([channel, version]) => `${channel}=${version}`)
            .join(', '),
        },
        {label: 'Topics', value: plugin.topics.join(', ') || '<none>'},
        {label: 'Network', value: plugin.releases[0]?.network.join(', ') || '<none>'},
        ...deprecation(plugin),
      ],
    },
    {
      type: 'table',
      title: 'Releases',
      header: ['VERSION', 'PUBLISHED', 'HOST-API', 'STATUS'],
      rows: plugin.releases.map(({version, publishedAt, hostApi, yanked}) => [
        version,
        publishedAt,
        hostApi,
        yanked === undefined
          ? 'available'
          : `yanked (${yanked.severity})${yanked.reason === undefined ? '' : `: ${yanked.reason}`}`,
      ]),
    },
    {
      type: 'table',
      title: 'Commands',
      header: ['COMMAND', 'RISK', 'SUMMARY'],
      rows: (plugin.releases[0]?.commands ?? []).map(({id, risk, summary}) => [id, risk, summary]),
    },
    {type: 'text', title: 'Rights', text: needTexts(plugin.releases[0]?.needs ?? []).join('\n') || 'none'},
  ],
  json: ({plugin, registry, installed}) => ({
    ...plugin,
    name: shortName(plugin.name),
    package: plugin.name,
    registry: registry.source.id,
    serial: registry.index.serial,
    ...(installed === undefined ? {} : {installed}),
  }),
  name: ({plugin}) => `plugin/${shortName(plugin.name)}`,
}
