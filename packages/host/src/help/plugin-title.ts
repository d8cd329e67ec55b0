import type {PluginRow} from '../routes/route-index.ts'

/** `@ome/plugin-serving` and `ome-serving` are both `serving`. */
export const shortName = (name: string): string => name.replace(/^@[^/]+\//, '').replace(/^(plugin-|ome-)/, '')

/** The heading of a plugin's commands. */
export const pluginTitle = ({name, origin}: Pick<PluginRow, 'name' | 'origin'>): string =>
  origin === 'host' ? 'SETTINGS AND PLUGINS' : shortName(name).replaceAll('-', ' ').toUpperCase()
