/** The name a person uses: `serving` for `@ome/plugin-serving`. */
export const shortName = (name: string): string => name.replace(/^@ome\/plugin-/, '')

/** Names that a typed name may stand for, in the order they are tried. */
export const spellings = (name: string): readonly string[] =>
  name.startsWith('@') ? [name] : [name, `@ome/plugin-${name}`, `ome-${name}`]
