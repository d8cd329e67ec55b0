/** The name a person uses: `serving` for `@ome/plugin-serving`. */
export const shortName = (name: string): string => name.replace(/^@ome\/plugin-/, '')

/** Plugins that one typed name could mean, as `serving`, `@ome/plugin-serving` and `ome-serving`; empty when there are none. */
export function namesakes(names: readonly string[]): readonly (readonly string[])[] {
  const spelt = Map.groupBy(names, (name) => shortName(name).replace(/^ome-/, ''))
  return [...spelt.values()].filter((same) => same.length > 1)
}

/** Names that a typed name may stand for, in the order they are tried. */
export const spellings = (name: string): readonly string[] =>
  name.startsWith('@') ? [name] : [name, `@ome/plugin-${name}`, `ome-${name}`]
