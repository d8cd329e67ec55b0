import {lineOf, wordsOf} from '../../../calls/domain/command-line.ts'
import {hasRule} from '../changes.ts'
import type {Frame} from '../frame.ts'
import type {Understanding, Vocabulary} from '../intent.ts'
import {asks, open} from '../rules/answer.ts'
import {isKnown, isOneEdit, type Token} from '../tokens.ts'
import {fillers} from '../words.ts'
import {type Bound, bind, type Free} from './bind.ts'
import {type Entry, isMark, lexiconOf, means, stem} from './lexicon.ts'

interface Match {
  readonly entry: Entry
  readonly bound: Bound
  readonly score: number
}

/** Whether an utterance has a word that only a command without a rule of its own knows. */
export function isMarked(frame: Frame): boolean {
  const lexicon = lexiconOf(frame.vocabulary.commands)
  return wordsOfFrame(frame).some(({text}) => isMark(lexicon, text))
}

/** Whether a part of a name is a word of commands, and so the name none. */
export const isNameless = ({commands}: Vocabulary, word: string): boolean =>
  /^[a-z]{4,}$/.test(word) && lexiconOf(commands).marks.has(stem(word)) && !isKnown(word)

/**
 * The command whose own words an utterance says, with the rest of it in the places of its operands and flags. Undefined
 * where none takes all of it.
 */
export function derive(frame: Frame, {whole}: {readonly whole: boolean}): Understanding | undefined {
  const {commands} = frame.vocabulary
  const tokens = wordsOfFrame(frame)
  const matches = lexiconOf(commands)
    .entries.flatMap((entry) => matchOf(entry, tokens, frame, whole) ?? [])
    .sort((a, b) => b.score - a.score)
  const fitting = matches.filter(({bound}) => bound.left.length === 0)
  // A command that has a rule of its own was refused by it.
  const isOpen = ({entry: {definition}}: Match): boolean => !whole || !hasRule.test(definition.words)
  const complete = fitting.filter((match) => match.bound.missing.length === 0 && isOpen(match))
  const [best, ...others] = complete
  const [short] = fitting.filter(isOpen)
  if (!best) return listed(frame, tokens) ?? (short ? needing(short) : undefined)
  if (short && short.score > best.score + 3) return needing(short)
  const equal = others.filter(({score}) => score === best.score)
  if (equal.length > 0)
    return open(
      'several commands may be meant: nothing is done',
      [best, ...equal].slice(0, 4).map((match) => `run: ${lineFor(match)}   # ${match.entry.definition.summary}`),
      [],
    )
  return asks(
    'command',
    {command: best.entry.definition.words, input: best.bound.input},
    {
      notes: misspelt(frame),
      topics: ['contexts'],
    },
  )
}

/** `show trainjobs`, `the state of trainjob x`: kinds that have no command of their own for it. */
function listed(
  {vocabulary, namespace, everywhere, quantities}: Frame,
  tokens: readonly Word[],
): Understanding | undefined {
  const {kinds} = lexiconOf(vocabulary.commands)
  const isKind = ({text}: Word): boolean => kinds.has(stem(text))
  const isPlain = ({text}: Word): boolean => looking.has(text) || fillers.has(text) || aboutAll.test(text)
  const kind = tokens.find(isKind)
  const [name, ...others] = tokens.filter((word) => !isKind(word) && !isPlain(word))
  const {bare: _bare, ...figures} = quantities
  const isLooking = tokens.some(
    (word) => !isKind(word) && isPlain(word) && !/^(?:a|an|the|of|in|for|my)$/.test(word.text),
  )
  if (!kind || !isLooking || others.length > 0 || Object.keys(figures).length > 0) return undefined
  if (name && (isKnown(name.text) || name.at < kind.at)) return undefined
  const place = {...(namespace !== undefined && {namespace}), ...(everywhere && !name && {'all-namespaces': true})}
  const input = name ? {resource: kind.text, name: name.raw, ...place} : {resources: [kind.text], ...place}
  return asks(name ? 'describe' : 'list', {command: name ? 'describe' : 'get', input}, {topics: ['contexts']})
}

const aboutAll = /^(?:status|describe|all|any|every|everything|count)$/

const lineFor = ({entry: {definition}, bound}: Match): string =>
  lineOf('ome', wordsOf(definition, {command: definition.words, input: bound.input}))

function needing(match: Match): Understanding {
  const [first] = match.bound.missing
  const {words} = match.entry.definition
  const what =
    first === undefined ? 'more' : first.description === '' ? first.name : `${first.name}: ${first.description}`
  return open(`"ome ${words}" may be meant, and needs ${what}`, [`see how: ome ${words} --help`], [])
}

type Word = Token & {readonly at: number}

/** The words of an utterance without its place and its quoted texts; those that are misspelt as they were meant. */
function wordsOfFrame({typed, vocabulary, services}: Frame): readonly Word[] {
  const {marks} = lexiconOf(vocabulary.commands)
  const isMine = (text: string): boolean =>
    isKnown(text) || marks.has(stem(text)) || services.some(({name}) => name === text)
  return typed.map(({raw, text}, at) => {
    const meant =
      text.length < 6 || isMine(text)
        ? undefined
        : [...marks].find((mark) => mark.length > 4 && mark[0] === text[0] && isOneEdit(stem(text), mark))
    return {raw, text: meant ?? text, at}
  })
}

/** Words of the commands that were misspelt. */
export const misspelt = (frame: Frame): readonly string[] =>
  wordsOfFrame(frame).flatMap(({raw, text}) =>
    raw.toLowerCase() === text || stem(raw) === stem(text) ? [] : [`"${raw}" is read as ${text}`],
  )

const looking = new Set('show list get what which see display view tell print give there look'.split(' '))

const isPair = (stems: readonly string[], at: number, word: string): boolean =>
  `${stems[at]}${stems[at + 1] ?? ' '}` === word.replaceAll('-', '')

/** Which words of an utterance are the command's own; undefined where it is not meant. */
function ownWords({own, summary, definition}: Entry, stems: readonly string[], frame: Frame, whole: boolean) {
  const {aliases} = lexiconOf(frame.vocabulary.commands)
  const last = own.at(-1) ?? ''
  const isNear = stems.some((said) => own.includes(said) || means(said, last) || aliases.get(said) === own[0])
  if (!isNear && !stems.some((said, at) => own.some((word) => word.startsWith(said) && isPair(stems, at, word))))
    return undefined
  const used = new Set<number>()
  const find = (fits: (said: string) => boolean): boolean => {
    const at = stems.findIndex((said, index) => !used.has(index) && fits(said))
    if (at !== -1) used.add(at)
    return at !== -1
  }
  const joined = (fits: (said: string) => boolean): boolean => {
    const at = stems.findIndex(
      (said, index) => !used.has(index) && !used.has(index + 1) && fits(`${said}${stems[index + 1] ?? ' '}`),
    )
    if (at !== -1) used.add(at).add(at + 1)
    return at !== -1
  }
  const [topic = ''] = own
  const isRead = definition.risk === 'read'
  const isTopicSaid = stems.some((said) => said === topic || aliases.get(said) === topic)
  const isEndSaid = stems.some((said, at) => means(said, last) || means(`${said}${stems[at + 1] ?? ' '}`, last))
  let score = 0
  for (const word of own) {
    const isLast = word === last && own.length > 1
    if (
      find((said) => said === word || aliases.get(said) === word) ||
      joined((said) => said === word.replaceAll('-', ''))
    )
      score += 6
    else if (isLast && (find((said) => means(said, word)) || joined((said) => means(said, word)))) score += 4
    else if (isLast && isRead && /^(?:list|ls|statu|show)$/.test(word)) score += 1
    else if (word === topic && own.length > 1 && !whole && !summary.has(word)) score += 0
    else if (word !== topic && !isLast && isTopicSaid && isAlone(own, frame) && isEndSaid) score -= 1
    else return undefined
  }
  const places = own.map((word) => stems.indexOf(word))
  const isInOrder =
    own.length > 1 && places.every((at, index) => at !== -1 && (index === 0 || at > (places[index - 1] ?? 0)))
  return {used, score: isInOrder ? score + 2 : score, isTopicSaid: isTopicSaid || own.length === 1}
}

/** `nb1 was deleted`, `alice stops nb1`: what is told of a change asks for none. */
function isStatement(words: string, tokens: readonly Word[]): boolean {
  const last = words.split(' ').at(-1) ?? ''
  const said = tokens.filter(({text}) => means(stem(text), stem(last)))
  const isBent = ({text}: Word): boolean => text !== last && /(?:[^e]ed|ing|[^su]s)$/.test(text)
  const tells = tokens.some(({text}) => /^(?:is|are|was|were|has|had|been|got|gets)$/.test(text))
  return tells || (said.length > 0 && said.every(isBent))
}

function matchOf(entry: Entry, tokens: readonly Word[], frame: Frame, whole: boolean): Match | undefined {
  const {nouns, summary, definition, own} = entry
  const {kinds, marks} = lexiconOf(frame.vocabulary.commands)
  const stems = tokens.map(({text}) => stem(text))
  if (definition.risk !== 'read' && isStatement(definition.words, tokens)) return undefined
  const words = ownWords(entry, stems, frame, whole)
  if (!words) return undefined
  const {used, isTopicSaid} = words
  const isNoun = (said: string, at: number): boolean => !used.has(at) && nouns.has(said)
  const kindAt = stems.findIndex((said, at) => isNoun(said, at) && kinds.has(said))
  const nounAt = kindAt === -1 ? stems.findIndex(isNoun) : kindAt
  const noun = nounAt === -1 ? undefined : stems[nounAt]
  const front = noun === undefined ? undefined : nouns.get(noun) || undefined
  const isRead = definition.risk === 'read'
  if (!isTopicSaid && noun === undefined && own.length < 3 && !(isRead && isRare(own.at(-1) ?? '', frame)))
    return undefined
  if (nounAt !== -1) used.add(nounAt)
  const isOfSubject = (at: number): boolean => used.has(at) || nouns.has(stems[at] ?? '')
  const free = tokens
    .filter(({at, text}) => !used.has(at) && !(isRead && looking.has(text)))
    .map((token): Free => {
      const said = stems[token.at] ?? ''
      const isKind = kinds.has(said)
      const isBehindNoun = token.at > 0 && isOfSubject(token.at - 1) && !isKind && !summary.has(said)
      return {
        ...token,
        isWord: isKind || marks.has(said) || isKnown(token.text) || summary.has(said) || nouns.has(said),
        isBehindNoun,
        isKind,
        behind: stems[token.at - 1] ?? '',
      }
    })
  const bound = bind(definition, front, free, frame)
  const isTold = (word: string): boolean => nouns.has(stem(word)) || (summary.has(stem(word)) && !kinds.has(stem(word)))
  const told = bound.left.filter(isTold).length
  // `run a backup`: the verb is only there to have one.
  const isSaidWhole = own.every((word) => stems.includes(word))
  const isEmpty = (word: string): boolean =>
    (fillers.has(word) && word !== 'turn') ||
    (isSaidWhole && /^(?:run|do|perform|execute)$/.test(word)) ||
    (isRead && /^(?:all|every|everything|any)$/.test(word))
  const left = bound.left.filter((word) => !isTold(word) && !isEmpty(word.toLowerCase()))
  const score = words.score + told + bound.figures + (noun === undefined ? 0 : 4) + (front === undefined ? 0 : 1)
  return {entry, bound: {...bound, left}, score}
}

/** Whether a word of a command was said as it is. */
export const saysWord = (frame: Frame, word: string): boolean =>
  wordsOfFrame(frame).some(({text}) => stem(text) === stem(word))

/** A word that ends no other command of its topic. */
const isAlone = (own: readonly string[], {vocabulary}: Frame): boolean =>
  lexiconOf(vocabulary.commands).entries.filter((other) => other.own[0] === own[0] && other.own.at(-1) === own.at(-1))
    .length === 1

/** A word that is the last of no other command says which one is meant. */
const isRare = (word: string, {vocabulary}: Frame): boolean =>
  lexiconOf(vocabulary.commands).entries.filter(({own}) => own.at(-1) === word).length === 1

/** The commands that have most of the words, for those whose words lead to none. */
export function nearestCommands(frame: Frame, count: number): readonly string[] {
  const {entries} = lexiconOf(frame.vocabulary.commands)
  const said = wordsOfFrame(frame).filter(({text}) => !fillers.has(text) && !looking.has(text) && text.length > 2)
  const stems = new Set(said.map(({text}) => stem(text)))
  const told = (word: string): number => {
    const count = entries.filter(({summary}) => summary.has(word)).length
    return count === 0 || count > 6 ? 0 : count < 4 ? 3 : 1
  }
  return entries
    .map((entry) => ({
      entry,
      score: [...stems].reduce((sum, word) => {
        if (entry.own.includes(word)) return sum + 4
        return sum + (entry.nouns.has(word) ? 2 : 0) + (entry.summary.has(word) ? told(word) : 0)
      }, 0),
    }))
    .filter(({score}) => score >= 3)
    .sort((a, b) => b.score - a.score || (a.entry.definition.words < b.entry.definition.words ? -1 : 1))
    .slice(0, count)
    .map(({entry: {definition}}) => `ome ${definition.words}   # ${definition.summary}`)
}
