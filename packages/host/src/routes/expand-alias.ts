import {findRoute} from './find-route.ts'
import type {FlagRow} from './plugin-manifest.ts'
import {readManifest} from './read-manifest.ts'
import type {RouteIndex} from './route-index.ts'

type Names = Pick<RouteIndex, 'commands' | 'aliases' | 'config' | 'valueFlags' | 'offers' | 'plugins'>

/**
 * Replaces a first word that is an alias of config.yaml by its words, once. A command's own name may only stand for
 * itself with flags: those are defaults, and what was typed comes later and wins.
 */
export function expandAlias(index: Names, words: readonly string[]): readonly string[] {
  const [name, ...rest] = words
  const text = name === undefined ? undefined : aliasesOf(index)[name]
  if (name === undefined || text === undefined) return words
  const target = aliasWords(text)
  return shadows(index, name) && !isDefaults(index, name, target) ? words : [...untyped(index, target, rest), ...rest]
}

/** The words of an alias without the flags that were typed behind it: those win, and the parser takes each only once. */
function untyped(index: Names, target: readonly string[], typed: readonly string[]): readonly string[] {
  if (!typed.some((word) => word.startsWith('-')) || !target.some((word) => word.startsWith('-'))) return target
  const single = flagsOf(index, target).filter(({multiple}) => !multiple)
  const flagAt = (word: string): FlagRow | undefined =>
    word.startsWith('-') ? single.find((flag) => formsOf(flag).includes(word.split('=', 1)[0] ?? '')) : undefined
  const given = new Set(typed.map(flagAt))
  const kept: string[] = []
  for (let at = 0; at < target.length; at++) {
    const word = target[at] ?? ''
    const flag = flagAt(word)
    if (!flag || !given.has(flag)) kept.push(word)
    else if (flag.type === 'option' && !word.includes('=')) at++
  }
  return kept
}

function flagsOf(index: Names, target: readonly string[]): readonly FlagRow[] {
  const route = findRoute(index, target)
  const plugin = route.type === 'command' ? index.plugins[index.commands[route.id]?.[0] ?? -1] : undefined
  return plugin && route.type === 'command'
    ? Object.values(readManifest(plugin.root).commands[route.id]?.flags ?? {})
    : []
}

const formsOf = ({name, char, aliases = [], charAliases = [], allowNo}: FlagRow): string[] => [
  ...[name, ...aliases].flatMap((long) => (allowNo ? [`--${long}`, `--no-${long}`] : [`--${long}`])),
  ...[char, ...charAliases].flatMap((short) => (short ? [`-${short}`] : [])),
]

/** The aliases of config.yaml; none where they are no map of texts. */
export function aliasesOf({config}: Pick<RouteIndex, 'config'>): Readonly<Record<string, string>> {
  const aliases = config['aliases']
  if (typeof aliases !== 'object' || aliases === null || Array.isArray(aliases)) return {}
  // Without a prototype: what is typed may be the name of an object's own function.
  return Object.assign(Object.create(null), aliases)
}

/** The words of an alias; a leading `ome` says nothing. */
export function aliasWords(text: string): string[] {
  const words = splitWords(text)
  return words[0] === 'ome' ? words.slice(1) : words
}

/** Whether a word begins a command, so that an alias of that name would hide it. */
export const shadows = ({commands, aliases}: Pick<RouteIndex, 'commands' | 'aliases'>, name: string): boolean =>
  name === 'help' || [...Object.keys(commands), ...Object.keys(aliases)].some((id) => isWithin(id, name))

const isWithin = (id: string, word: string): boolean => id === word || id.startsWith(`${word}:`)

/** Whether an alias gives a command of its own name nothing but flags. */
export const isDefaults = (
  {commands, valueFlags}: Pick<RouteIndex, 'commands' | 'valueFlags'>,
  name: string,
  [first, ...flags]: readonly string[],
): boolean =>
  first === name && Object.hasOwn(commands, name) && !flags.includes('--') && !hasOperand(flags, new Set(valueFlags))

/** Whether any word is neither a flag nor the value of one. */
function hasOperand(words: readonly string[], values: ReadonlySet<string>): boolean {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) return true
    if (values.has(word)) at++
  }
  return false
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
