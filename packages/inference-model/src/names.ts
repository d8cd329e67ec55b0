import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'

/** The resources that have views of our own; every other word is the API server's. */
export type Noun = 'service' | 'model' | 'runtime' | 'accelerator'

const nouns: Readonly<Record<string, Noun>> = {
  service: 'service',
  services: 'service',
  model: 'model',
  models: 'model',
  runtime: 'runtime',
  runtimes: 'runtime',
  accelerator: 'accelerator',
  accelerators: 'accelerator',
}

/** Our noun for a typed word; undefined for discovery words such as `svc`, `isvc`, `services.v1.` or `nodes`. */
export const nounOf = (word: string): Noun | undefined => (Object.hasOwn(nouns, word) ? nouns[word] : undefined)

/** Resource words for discovery that our page gives a meaning of its own: `svc` and `service.v1` are the core Service. */
export const discoveryWord = (word: string): string =>
  /^(service|services|svc)\.v1\.?$/.test(word) || word === 'svc' ? 'services.v1.' : word

export interface Operands {
  /** The word that was typed for the resource; absent for a lone name. */
  readonly word?: string
  readonly names: readonly string[]
}

/**
 * `VERB NOUN NAME…` and `VERB NOUN/NAME…` are the same; with `defaultWord` a lone name (neither our noun nor with a
 * slash) belongs to that noun.
 */
export function splitOperands(words: readonly string[], defaultWord?: string): Operands {
  const [first, ...rest] = words
  if (first === undefined) return {names: []}
  if (words.some((word) => word.includes('/'))) return joined(words)
  if (defaultWord !== undefined && nounOf(first) === undefined) return {word: defaultWord, names: words}
  return {word: first, names: rest}
}

function joined(words: readonly string[]): Operands {
  const pairs = words.map((word) => word.split('/'))
  const kinds = new Set(pairs.map(([kind]) => kind))
  const malformed = pairs.find((pair) => pair.length !== 2 || pair.includes(''))
  if (malformed) throw new OmeError('usage', `"${malformed.join('/')}" is not of the form NOUN/NAME`)
  const [word] = kinds
  if (kinds.size !== 1 || word === undefined)
    throw new OmeError('usage', 'name objects of one kind at a time', [`typed were ${[...kinds].join(', ')}`])
  return {word, names: pairs.map(([, name]) => name ?? '')}
}

/** Something that can be meant by a typed name. */
export interface Named {
  readonly name: string
  readonly scope?: 'namespace' | 'cluster'
}

export type Found<Item> =
  | {readonly found: 'one'; readonly item: Item /** For stderr, when the name was completed. */; readonly note?: string}
  | {readonly found: 'none'}
  | {readonly found: 'several'; readonly items: readonly Item[]; readonly problem: 'scope' | 'fuzzy'}

const surplus = new Set(['instruct', 'chat', 'it', 'hf', 'dynamic'])

/**
 * The item a person means: the exact name; else the one name that has all typed tokens in order and beyond them only
 * `instruct`, `chat`, `it`, `hf` or `dynamic`. Not for delete, cleanup and selectors: those take exact names.
 */
export function findByName<Item extends Named>(typed: string, items: readonly Item[]): Found<Item> {
  const exact = items.filter(({name}) => name === typed)
  const [first] = exact
  if (first && exact.length === 1) return {found: 'one', item: first}
  if (first) return {found: 'several', items: exact, problem: 'scope'}
  const close = items.filter(({name}) => completes(typed, name))
  const [hit] = close
  if (!hit) return {found: 'none'}
  if (new Set(close.map(({name}) => name)).size > 1) return {found: 'several', items: close, problem: 'fuzzy'}
  if (close.length > 1) return {found: 'several', items: close, problem: 'scope'}
  return {found: 'one', item: hit, note: `"${typed}" is taken as "${hit.name}"`}
}

/**
 * {@link findByName} for a command: undefined when nothing fits, a usage error when several do (with the list, or asking
 * for `--scope` when the same name exists in both).
 */
export function pickByName<Item extends Named>(
  noun: string,
  typed: string,
  items: readonly Item[],
): {readonly item: Item; readonly note?: string} | undefined {
  const result = findByName(typed, items)
  if (result.found === 'one') return result
  if (result.found === 'none') return undefined
  if (result.problem === 'scope') {
    const name = result.items[0]?.name ?? typed
    throw new OmeError('usage', `${noun} "${name}" exists in the namespace and for the whole cluster`, [
      'add --scope namespace or --scope cluster',
    ])
  }
  const names = [...new Set(result.items.map(({name}) => name))].sort()
  throw new OmeError('usage', `${noun} "${typed}" is ambiguous: ${names.join(', ')}`, [
    'type one of these names in full',
  ])
}

/**
 * A hint for a name that nothing has: the one that says less (`llama-3-3-70b` for `llama-3-3-70b-instruct`), else one that
 * is typed nearly so.
 */
export function didYouMean(typed: string, names: readonly string[]): readonly string[] {
  const near = names.find((name) => completes(name, typed)) ?? nearest(typed, names)
  return near === undefined ? [] : [`did you mean ${near}?`]
}

/** What a command needs to find an object again: ` -n NAMESPACE`, and nothing for what belongs to the whole cluster. */
export const inNamespace = ({namespace}: {readonly namespace?: string | undefined}): string =>
  namespace === undefined ? '' : ` -n ${namespace}`

/** Whether `existing` is `typed` plus allowed surplus tokens. */
export function completes(typed: string, existing: string): boolean {
  const wanted = tokens(typed)
  let matched = 0
  for (const token of tokens(existing)) {
    if (token === wanted[matched]) matched++
    else if (!surplus.has(token)) return false
  }
  return wanted.length > 0 && matched === wanted.length
}

const tokens = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[-._]+/)
    .filter(Boolean)

/** A hub id or file name as the name of a Kubernetes object: last segment, lower-cased, `.` and `_` as `-`. */
export function objectName(id: string): string {
  const last = id.split('/').at(-1) ?? id
  return last
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}
