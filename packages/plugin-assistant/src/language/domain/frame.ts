import {lexiconOf, stem} from './derived/lexicon.ts'
import type {KnownService, Vocabulary} from './intent.ts'
import {type Slip, takeNames} from './named-things.ts'
import type {Meant} from './names.ts'
import {takePlace} from './place.ts'
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
  /** The namespace is only guessed: `in x` of a word that nobody knows. */
  readonly isPlaceGuessed: boolean
  /** Words and names that were read as others, as they are close to them. */
  readonly slips: readonly Slip[]
  readonly everywhere: boolean
  /** What something shall be called: behind `called`, `named` or `as`. */
  readonly title?: string
  /** Addresses: `org/model`, `s3://…`, `pvc://…`, `/raid/…`. */
  readonly addresses: readonly string[]
  /** Words that mean nothing here, next to each other: names that are not known. */
  readonly strange: readonly string[]
  /** An unknown word stands before everything else that says something: this may be no request at all. */
  readonly beginsStrange: boolean
  /** All words but those of its place, its title and its figures; names among them. */
  readonly typed: readonly Token[]
  readonly vocabulary: Vocabulary
  has(...words: readonly string[]): boolean
}

export function frameOf(utterance: string, vocabulary: Vocabulary): Frame {
  const {tokens, quoted} = tokensOf(utterance)
  const isName = nameTest(vocabulary)
  const {told} = lexiconOf(vocabulary.commands)
  const right = tokens.map((token) => corrected(token, (word) => isName(word) || told.has(stem(word))))
  const placed = takePlace(right, vocabulary)
  const titled = takeTitle(placed.left, vocabulary)
  const addressed = takeAddresses(titled.left)
  const named = takeNames(addressed.left, vocabulary)
  const {left, found} = takeQuantities(named.left, vocabulary.now)
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
    isPlaceGuessed: placed.isGuessed,
    slips: [
      ...right.flatMap(({raw, text}, at) =>
        text === tokens[at]?.text ? [] : [{typed: raw.toLowerCase(), meant: text, isName: false}],
      ),
      ...named.slips,
    ],
    everywhere: known.includes('everywhere'),
    ...(titled.title === undefined ? {} : {title: titled.title}),
    addresses: addressed.addresses,
    strange: stretches(left),
    beginsStrange: beginsStrange(tokens, isName),
    typed: takeQuantities(titled.left, vocabulary.now).rest,
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

const makes = /^(?:deploy|launch|serve|host|run|create|make|import|download|tune|fine-tune|finetune|start)$/

/** What is made is called as is said; of what is there that is its name. */
function takeTitle(tokens: readonly Token[], {services}: Vocabulary) {
  const isMade = tokens.some(({text}) => makes.test(text))
  const isThere = (text: string): boolean => !isMade && services.some(({name}) => name === text)
  const at = tokens.findIndex(
    ({text}, index) =>
      ['called', 'named', 'name', 'as'].includes(text) &&
      /^[a-z][a-z0-9-]*$/.test(tokens[index + 1]?.text ?? '') &&
      !isThere(tokens[index + 1]?.text ?? '') &&
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
