import {findByName} from '@ome/inference-model/names'

/** What words in a row may name. */
export type Meant =
  | {readonly kind: 'one'; readonly name: string; readonly said: string; readonly note?: string}
  | {readonly kind: 'several'; readonly names: readonly string[]; readonly said: string}

const atomsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[-._/ ]+/)
    .filter(Boolean)

/** A word of a model's name must say more than a figure or a size. */
const says = (atom: string): boolean => /^[a-z]{2,}/.test(atom)

/** Endings that people say and clusters may leave out. */
const surplus = new Set(['instruct', 'chat', 'it', 'hf', 'dynamic'])

/**
 * The model or runtime that words mean: as the commands resolve a name; else the name that has all words in order with
 * the fewest besides them; `mistral7b` is `mistral 7b`. Undefined when none has them.
 */
export function meantBy(words: readonly string[], names: readonly string[]): Meant | undefined {
  const said = words.join(' ')
  const found = findByName(
    words.join('-'),
    names.map((name) => ({name})),
  )
  if (found.found === 'one')
    return {kind: 'one', name: found.item.name, said, ...(found.note ? {note: found.note} : {})}
  const atoms = words.flatMap(atomsOf)
  if (!atoms.some(says)) return undefined
  const apart = atoms.flatMap((atom) => atom.split(/(?<=^[a-z]{3,})(?=\d)/))
  const close = closest(atoms, names) ?? closest(withoutSurplus(atoms), names) ?? closest(apart, names)
  if (!close) return undefined
  const [first = '', ...others] = close.best
  if (others.length > 0) return {kind: 'several', names: close.best, said}
  const besides = close.all.filter((name) => name !== first).slice(0, 3)
  const more = besides.length === 0 ? '' : `; also there: ${besides.join(', ')}`
  return {kind: 'one', name: first, said, note: `"${said}" is taken as ${first}${more}`}
}

const withoutSurplus = (atoms: readonly string[]): readonly string[] => {
  const left = atoms.filter((atom) => !surplus.has(atom))
  return left.some(says) && left.length < atoms.length ? left : []
}

function closest(
  atoms: readonly string[],
  names: readonly string[],
): {readonly best: readonly string[]; readonly all: readonly string[]} | undefined {
  if (atoms.length === 0) return undefined
  const hits = [...new Set(names)]
    .map((name) => ({name, besides: besides(atoms, atomsOf(name))}))
    .filter((hit) => hit.besides !== undefined)
    .sort((a, b) => (a.besides ?? 0) - (b.besides ?? 0) || (a.name < b.name ? -1 : 1))
  const [first] = hits
  if (!first) return undefined
  return {
    best: hits.filter((hit) => hit.besides === first.besides).map(({name}) => name),
    all: hits.map(({name}) => name),
  }
}

/** How many words a name has besides the typed ones; undefined when it lacks one or has them in another order. */
function besides(atoms: readonly string[], name: readonly string[]): number | undefined {
  let matched = 0
  for (const atom of name) if (atom === atoms[matched]) matched++
  return matched === atoms.length ? name.length - matched : undefined
}

/** The accelerator classes that a word such as `h100` or `H100s` is part of. */
export function acceleratorsBy(word: string, names: readonly string[]): readonly string[] {
  const typed = word.toLowerCase().replace(/s$/, '')
  const exact = names.filter((name) => name.toLowerCase() === word.toLowerCase())
  return exact.length > 0
    ? exact
    : names.filter((name) => atomsOf(name).some((atom) => atom === typed || atom === word))
}

/** Looks like a product of an accelerator, whether or not the cluster has it. */
export const isAcceleratorWord = (word: string): boolean =>
  /^(nvidia-|amd-)?(h100|h200|a100|a10g?|l4|l40s?|b200|gb200|v100|t4|mi300x?|mi325x|h20|rtx[\w-]*)s?$/.test(word)
