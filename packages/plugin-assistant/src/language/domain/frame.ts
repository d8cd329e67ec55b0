import type {KnownService, Vocabulary} from './intent.ts'
import {acceleratorsBy, isAcceleratorWord, type Meant, meantBy} from './names.ts'
import {type Quantities, takeQuantities} from './quantities.ts'
import {corrected, isKnown, meanings, type Token, tokensOf} from './tokens.ts'
import {fillers} from './words.ts'

/** An utterance taken apart: names, figures and the words that are left. */
export interface Frame {
  readonly quoted: readonly string[]
  /** Words of the rules, in order, without names and figures. */
  readonly words: readonly string[]
  readonly quantities: Quantities
  readonly services: readonly KnownService[]
  /** A model that the cluster has, or several that can be meant. */
  readonly models: readonly Meant[]
  readonly runtimes: readonly string[]
  readonly accelerators: readonly string[]
  readonly accelerator?: string
  readonly namespace?: string
  readonly everywhere: boolean
  /** What something shall be called: behind `called`, `named` or `as`. */
  readonly title?: string
  /** Addresses: `org/model`, `s3://…`, `pvc://…`, `/raid/…`. */
  readonly addresses: readonly string[]
  /** Words that mean nothing here, next to each other: names that are not known. */
  readonly strange: readonly string[]
  /** An unknown word stands before everything else that says something: this may be no request at all. */
  readonly beginsStrange: boolean
  readonly vocabulary: Vocabulary
  has(...words: readonly string[]): boolean
}

const longestName = 6

export function frameOf(utterance: string, vocabulary: Vocabulary): Frame {
  const {tokens, quoted} = tokensOf(utterance)
  const isName = nameTest(vocabulary)
  const placed = takePlace(
    tokens.map((token) => corrected(token, isName)),
    vocabulary,
  )
  const titled = takeTitle(placed.left)
  const addressed = takeAddresses(titled.left)
  const named = takeNames(addressed.left, vocabulary)
  const {left, found} = takeQuantities(named.left)
  const words = meanings(left.map(({text}) => text))
  const known = words.filter((word) => isKnown(word))
  const has = (...wanted: readonly string[]): boolean => wanted.some((word) => known.includes(word))
  return {
    quoted,
    words: known,
    quantities: found,
    services: named.services,
    models: named.models,
    runtimes: named.runtimes,
    accelerators: named.accelerators,
    ...(named.accelerators[0] === undefined ? {} : {accelerator: named.accelerators[0]}),
    ...(placed.namespace === undefined ? {} : {namespace: placed.namespace}),
    everywhere: known.includes('everywhere'),
    ...(titled.title === undefined ? {} : {title: titled.title}),
    addresses: addressed.addresses,
    strange: stretches(left),
    beginsStrange: beginsStrange(tokens, isName),
    vocabulary,
    has,
  }
}

function nameTest({services, models, runtimes, accelerators, namespaces, contexts}: Vocabulary) {
  const names = [
    ...services.map(({name}) => name),
    ...models,
    ...runtimes,
    ...accelerators.map(({name}) => name),
    ...namespaces,
    ...contexts,
  ]
  const atoms = new Set(names.flatMap((name) => [name.toLowerCase(), ...name.toLowerCase().split(/[-._]+/)]))
  return (word: string): boolean => atoms.has(word)
}

/** `in namespace x`, `in the x namespace`, `-n x`, `in x` of a namespace that is there. */
function takePlace(tokens: readonly Token[], {namespaces}: Vocabulary) {
  const text = (at: number): string => tokens[at]?.text ?? ''
  const without = (from: number, count: number) => [...tokens.slice(0, from), ...tokens.slice(from + count)]
  for (let at = 0; at < tokens.length; at++) {
    const isWord = text(at) === 'namespace' || text(at) === '-n'
    if (isWord && tokens[at + 1] && !isKnown(text(at + 1)))
      return {namespace: tokens[at + 1]?.raw, left: without(at, 2)}
    if (text(at) === 'namespace' && at > 0 && !isKnown(text(at - 1)))
      return {namespace: tokens[at - 1]?.raw, left: without(at - 1, 2)}
    if (
      (text(at) === 'in' || text(at) === 'of' || text(at) === 'from') &&
      namespaces.includes(tokens[at + 1]?.raw ?? '')
    )
      return {namespace: tokens[at + 1]?.raw, left: without(at, 2)}
  }
  return {namespace: undefined, left: tokens}
}

function takeTitle(tokens: readonly Token[]) {
  const at = tokens.findIndex(
    ({text}, index) =>
      ['called', 'named', 'name', 'as'].includes(text) &&
      /^[a-z][a-z0-9-]*$/.test(tokens[index + 1]?.text ?? '') &&
      !(text === 'as' && isKnown(tokens[index + 1]?.text ?? '')),
  )
  if (at === -1) return {title: undefined, left: tokens}
  const skipped = tokens[at + 1]?.text === 'it' ? 2 : 1
  return {title: tokens[at + skipped]?.raw, left: [...tokens.slice(0, at), ...tokens.slice(at + skipped + 1)]}
}

const isAddress = (raw: string): boolean =>
  /^[a-z0-9]+:\/\/\S+$/i.test(raw) || /^\/[\w./-]+$/.test(raw) || /^[A-Za-z][\w.-]*\/[\w.-]+$/.test(raw)

function takeAddresses(tokens: readonly Token[]) {
  const found = tokens.filter(({raw}) => isAddress(raw))
  return {addresses: found.map(({raw}) => raw), left: tokens.filter((token) => !found.includes(token))}
}

interface Names {
  readonly services: KnownService[]
  readonly models: Meant[]
  readonly runtimes: string[]
  readonly accelerators: string[]
  readonly left: Token[]
}

/** Takes out names, the longest first at each place; a first word is a verb and no name. */
function takeNames(tokens: readonly Token[], vocabulary: Vocabulary): Names {
  const names: Names = {services: [], models: [], runtimes: [], accelerators: [], left: []}
  let at = 0
  while (at < tokens.length) {
    const taken = takeNameAt(tokens, at, vocabulary, names)
    const [token] = tokens.slice(at)
    if (taken === 0 && token) names.left.push(token)
    at += Math.max(1, taken)
  }
  return names
}

function takeNameAt(tokens: readonly Token[], at: number, vocabulary: Vocabulary, names: Names): number {
  const first = tokens[at]?.text ?? ''
  for (let count = Math.min(longestName, tokens.length - at); count > 0; count--) {
    const words = tokens.slice(at, at + count).map(({text}) => text)
    if (at === 0 && isKnown(first)) return 0
    const service = serviceOf(words.join('-'), vocabulary)
    if (service) {
      names.services.push(service)
      return count
    }
    if (words.every((word) => !isKnown(word) || /\d/.test(word) || word === 'chat')) {
      if (vocabulary.runtimes.includes(words.join('-'))) {
        names.runtimes.push(words.join('-'))
        return count
      }
      const model = isKnown(first) || isAcceleratorWord(first) ? undefined : meantBy(words, vocabulary.models)
      if (model) {
        names.models.push(model)
        return count
      }
    }
  }
  return takeAccelerator(first, vocabulary, names)
}

function takeAccelerator(word: string, {accelerators}: Vocabulary, names: Names): number {
  const known = acceleratorsBy(
    word,
    accelerators.map(({name}) => name),
  )
  if (!isAcceleratorWord(word) && !known.includes(word)) return 0
  const plainName = word.replace(/^(h100|a100|h200|l4|l40s|a10|b200|gb200|v100|t4)s$/, '$1')
  names.accelerators.push(known[0] ?? (plainName.startsWith('nvidia-') ? plainName : `nvidia-${plainName}`))
  return 1
}

/** In the current namespace, else the only one of that name. */
function serviceOf(name: string, {services, namespace}: Vocabulary): KnownService | undefined {
  const all = services.filter((service) => service.name === name)
  return all.find((service) => service.namespace === namespace) ?? (all.length === 1 ? all[0] : undefined)
}

function beginsStrange(tokens: readonly Token[], isName: (word: string) => boolean): boolean {
  const first = tokens.map((token) => corrected(token, isName)).find(({text}) => !fillers.has(text))
  return first !== undefined && !isKnown(first.text) && !isName(first.text) && !/^\d/.test(first.text)
}

/** Words next to each other that nobody knows; a filler or known word ends a stretch. */
function stretches(tokens: readonly Token[]): readonly string[] {
  const found: string[][] = [[]]
  for (const {text, raw} of tokens) {
    const isStrange = !isKnown(text) && !fillers.has(text) && /[a-z]/i.test(text)
    if (isStrange) found.at(-1)?.push(raw)
    else if (!/^\d/.test(text)) found.push([])
  }
  return found.filter((stretch) => stretch.length > 0).map((stretch) => stretch.join('-'))
}
