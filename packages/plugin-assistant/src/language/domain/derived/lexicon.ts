import type {Definition} from '../../../calls/domain/definition.ts'
import {isKnown} from '../tokens.ts'
import {fillers} from '../words.ts'

/** The words by which a command may be meant, taken from what it says of itself. Stems all of them. */
export interface Entry {
  readonly definition: Definition
  /** Its own words in their order, hyphenated ones as one. */
  readonly own: readonly string[]
  /** Words for the kinds of objects it is about, with what stands in front of the name where it takes that. */
  readonly nouns: ReadonlyMap<string, string>
  readonly summary: ReadonlySet<string>
  /** Names of products in the summary. */
  readonly products: readonly string[]
}

export interface Lexicon {
  readonly entries: readonly Entry[]
  /** Names of products by the topic that is about them: `kubeflow` of `kf`. */
  readonly aliases: ReadonlyMap<string, string>
  /** All words of all summaries. */
  readonly told: ReadonlySet<string>
  /** Kinds of objects, whoever takes them. */
  readonly kinds: ReadonlySet<string>
  /** Words that no rule knows and some command does: who says one means such a command. */
  readonly marks: ReadonlySet<string>
}

/** A word without its ending: `notebooks`, `restoring`, `restored`. */
export function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const made = endless(word.toLowerCase())
  if (stems.size < mostStems) stems.set(word, made)
  return made
}

/** The words of commands and of people are few, and each is looked at many times. */
const stems = new Map<string, string>()
const mostStems = 5000

function endless(text: string): string {
  if (text.length < 5) return text.replace(/(?<=[a-z]{2}[^su])s$/, '').replace(/(?<=[a-z]{3})e$/, '')
  return text
    .replace(/ies$/, 'y')
    .replace(/(?<=[a-z]{3}(?:[sx]|[cs]h))es$/, '')
    .replace(/(?<=[^su])s$/, '')
    .replace(/(?<=[a-z]{3})(?:ing|ed)$/, '')
    .replace(/([bdgmnpt])\1$/, '$1')
    .replace(/e$/, '')
}

/** They are for people at a terminal, or about this program itself. */
const apart =
  /^(?:ai|interactive|mcp|alias|auth|command|completion|doctor|personality|plugin|registry|version)\b|(?:tui|shell|exec|console|chat|port-forward|kf (?:use|run)|notebook open)$/
const handNouns = /^(?:service|model|runtime|accelerator)s?$/
/** Subjects of rules that know a part of it only. */
const shared = [
  'rag',
  'ragengine',
  'tune',
  'tuning',
  'adapters',
  'templates',
  'workspaces',
  'documents',
  'index',
  'job',
  'training',
]

const sharedStems = new Set(shared.map((word) => stem(word)))

/** Whether a word is one that commands know and no rule does. */
export const isMark = ({marks}: Lexicon, text: string): boolean =>
  marks.has(stem(text)) && (!isKnown(text) || sharedStems.has(stem(text)))

const made = new WeakMap<readonly Definition[], Lexicon>()

export function lexiconOf(commands: readonly Definition[]): Lexicon {
  const known = made.get(commands)
  if (known) return known
  const entries = commands.filter(({words, risk}) => risk !== 'admin' && !apart.test(words)).map(entryOf)
  const special = entries.flatMap(({own, nouns}) => [...own, ...nouns.keys()])
  const marks = new Set(special.filter((word) => word.length > 1 && !isHandWord(word)))
  for (const {operands} of commands)
    for (const {resources = []} of operands) for (const each of resources) if (each.includes('.')) marks.add(stem(each))
  for (const word of shared) marks.add(stem(word))
  const kinds = new Set(
    commands.flatMap(({operands}) =>
      operands.flatMap(({resources = []}) =>
        resources.flatMap((each) => [stem(each), stem(singular(each.split('.')[0] ?? ''))]),
      ),
    ),
  )
  const aliases = aliasesOf(entries)
  for (const word of aliases.keys()) marks.add(word)
  const told = new Set(entries.flatMap(({summary}) => [...summary]))
  const lexicon = {entries, marks, kinds, aliases, told}
  made.set(commands, lexicon)
  return lexicon
}

/** Names that several commands of one topic tell, and those of no other. */
function aliasesOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const topics = new Map<string, string[]>()
  for (const {own, products} of entries)
    for (const word of products) topics.set(word, [...(topics.get(word) ?? []), own[0] ?? ''])
  const found = [...topics].filter(([, all]) => all.length > 1 && new Set(all).size === 1)
  return new Map(found.map(([word, [topic = '']]) => [word, topic]))
}

const isHandWord = (word: string): boolean =>
  handNouns.test(word) || [word, `${word}s`, `${word}e`].some((each) => isKnown(each) || fillers.has(each))

function entryOf(definition: Definition): Entry {
  const {words, summary, operands} = definition
  const nouns = new Map<string, string>()
  for (const {resources = [], nouns: taken = {}, name} of operands) {
    for (const resource of resources) {
      const noun = singular(resource.split('.')[0] ?? '')
      const inFront = taken[noun] ?? taken[`${noun}s`] ?? ''
      for (const each of [noun, ...tails(noun)]) if (!nouns.has(stem(each))) nouns.set(stem(each), inFront)
    }
    for (const [word, meant] of Object.entries(taken))
      if (word.length > 2 && !fillers.has(word)) nouns.set(stem(word), meant)
    if (!general.test(name)) nouns.set(stem(name), '')
  }
  const told = summary.split(/[^A-Za-z-]+/).filter((word) => word.length > 2 && !fillers.has(word.toLowerCase()))
  const products = told.slice(1).filter((word) => /^[A-Z][a-z]{3,}/.test(word))
  return {
    definition,
    own: words.split(' ').map(stem),
    nouns,
    summary: new Set(told.map(stem)),
    products: products.map(stem),
  }
}

const general =
  /^(?:name|names|object|objects|resource|resources|service|file|path|text|dir|uri|url|id|percent|form|surplus)$/

const singular = (plural: string): string =>
  plural.endsWith('ies') ? `${plural.slice(0, -3)}y` : plural.replace(/s$/, '')

/** People shorten long kinds: `podcliqueset` to `set`, `trainjob` to `job`. */
const tails = (noun: string): readonly string[] =>
  ['set', 'job', 'engine'].filter((tail) => noun.endsWith(tail) && noun !== tail)

const groups = [
  'list ls show get what which see display view are there',
  'status state how doing show running done finished complete progress far',
  'health healthy',
  'info describe show about',
  'delete remove destroy drop erase',
  'create make new add',
  'start begin launch run resume wake',
  'resume continue unsuspend',
  'stop halt shut',
  'suspend pause hold',
  'log logs output print',
  'query ask question',
  'cancel abort stop end',
  'abort cancel',
  'restart bounce reboot',
  'backup save',
  'sync synchronise synchronize pull',
  'undo revert rollback',
  'ls list show get what which see display view',
  'topology lie place',
  'diff difference compare drift changed',
  'configure set change make',
  'up start begin launch',
  'down stop end shut',
].map((group) => group.split(' ').map(stem))

const alike = new Map<string, ReadonlySet<string>>()
for (const [own = '', ...others] of groups) alike.set(own, new Set([...(alike.get(own) ?? []), ...others]))

/** Whether a word that was said stands for the last word of a command. */
export const means = (said: string, own: string): boolean => said === own || (alike.get(own)?.has(said) ?? false)
