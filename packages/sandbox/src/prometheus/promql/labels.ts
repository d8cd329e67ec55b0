import type {Labels} from '../series-source.ts'

/** Remembers what a pure function gave for an object, for as long as the object lives. */
export function memo<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = make(key)
    known.set(key, made)
    return made
  }
}

/** A text that is the same for the same labels. */
export const signature = memo((labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
)

/** The labels without the metric's name. */
export const withoutName = memo(({__name__: _, ...rest}: Labels): Labels => rest)

/** Only these labels. */
export const keepLabels = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(names.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])))

/** All but these labels. */
export const dropLabels = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)))

/** Labels as Prometheus writes them: `{a="b", c="d"}`, with the name in front where there is one. */
export function labelText({__name__: name = '', ...rest}: Labels): string {
  const pairs = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))
  if (name !== '' && pairs.length === 0) return name
  return `${name}{${pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ')}}`
}
