import type {IndexPlugin} from '@ome/installer/registry/plugin-index'

/** Applies `NAME=JSON` to the newest release of a plugin and `NAME=VERSION` to its stable channel. */
export function patched(
  plugins: readonly IndexPlugin[],
  patches: readonly string[],
  channels: readonly string[],
): readonly object[] {
  const known = new Set(plugins.map(({name}) => name))
  const split = (word: string): readonly [string, string] => {
    const at = word.indexOf('=')
    const name = word.slice(0, at)
    if (at === -1 || !known.has(name)) throw new Error(`"${word}" does not begin with the name of a plugin and "="`)
    return [name, word.slice(at + 1)]
  }
  const byPatch = Map.groupBy(patches.map(split), ([name]) => name)
  const byChannel = new Map(channels.map(split))
  return plugins.map((plugin) => {
    const [newest, ...older] = plugin.releases
    const release = (byPatch.get(plugin.name) ?? []).reduce<unknown>(
      (merged, [, json]) => merge(merged, JSON.parse(json)),
      newest,
    )
    const stable = byChannel.get(plugin.name)
    return {
      ...plugin,
      releases: [release, ...older],
      ...(stable === undefined ? {} : {channels: {...plugin.channels, stable}}),
    }
  })
}

/** Objects are merged field by field, everything else is replaced. */
function merge(into: unknown, patch: unknown): unknown {
  if (!isRecord(into) || !isRecord(patch)) return patch
  return {...into, ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, merge(into[key], value)]))}
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
