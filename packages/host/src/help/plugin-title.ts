import type {PluginRow} from '../routes/route-index.ts'

/** The name without its scope and prefix: `serving` for `@ome/plugin-serving`, `ome-serving` and `@acme/plugin-serving`. */
export const plainName = (name: string): string => name.replace(/^@[^/]+\//, '').replace(/^(plugin-|ome-)/, '')

/** The shortest name that means the plugin wherever it is typed: in scopes that are not ours that is the whole one. */
export const shortName = (name: string): string => (/^@(?!ome\/)/.test(name) ? name : plainName(name))

/** The heading of a plugin's commands. */
export const pluginTitle = ({name, origin}: Pick<PluginRow, 'name' | 'origin'>): string =>
  origin === 'host' ? 'SETTINGS AND PLUGINS' : plainName(name).replaceAll('-', ' ').toUpperCase()
