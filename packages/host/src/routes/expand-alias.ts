import type {RouteIndex} from './route-index.ts'

/**
 * Replaces a first word that is an alias of config.yaml by its words, once. A command's own name may only stand for
 * itself with flags: those are defaults, and what was typed comes later and wins.
 */
export function expandAlias(
  index: Pick<RouteIndex, 'commands' | 'aliases' | 'config'>,
  words: readonly string[],
): readonly string[] {
  const [name, ...rest] = words
  const aliases = index.config['aliases']
  if (name === undefined || !isTexts(aliases)) return words
  const text = Object.hasOwn(aliases, name) ? aliases[name] : undefined
  if (text === undefined) return words
  const expansion = splitWords(text)
  const target = expansion[0] === 'ome' ? expansion.slice(1) : expansion
  const isCommand = [...Object.keys(index.commands), ...Object.keys(index.aliases)].some(
    (id) => id === name || id.startsWith(`${name}:`),
  )
  return isCommand && target[0] !== name ? words : [...target, ...rest]
}

/** Words as a shell would split them, with single and double quotes and nothing else. */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? []
  return words.map((word) =>
    word.replaceAll(
      /"([^"]*)"|'([^']*)'/g,
      (_, double: string | undefined, single: string | undefined) => double ?? single ?? '',
    ),
  )
}

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
