import {toldHow} from './asked.ts'
import {changes} from './changes.ts'
import {plainly} from './courtesy.ts'
import {derive, isMarked, isNameless, nearestCommands, saysWord} from './derived/derive.ts'
import {elsewhere} from './elsewhere.ts'
import {nearestExamples} from './examples.ts'
import {type Frame, frameOf} from './frame.ts'
import type {Topic, Understanding, Vocabulary} from './intent.ts'
import {noNoun, nounFor} from './nounless.ts'
import {requestsOf} from './requests.ts'
import {asksHow, isQuestion, mixture, reservationOf} from './reservation.ts'
import {joined, open, type Rule} from './rules/answer.ts'
import {imports, lists, searches, suggests} from './rules/catalogue.ts'
import {autoscales, cleansUp, deletes, restarts, rollouts, scales, stops, updates, wakes} from './rules/change.ts'
import {deploys} from './rules/deploy.ts'
import {asksRag, tunes} from './rules/jobs.ts'
import {budgets, costs} from './rules/money.ts'
import {compares, explains, measures, readsLogs, tellsChanges, tellsState, tests} from './rules/observe.ts'
import {tokensOf} from './tokens.ts'
import {unheard, whole} from './whole.ts'

const listing = requested(lists)

/** The first rule that has an answer wins: what is more special stands before what is more general. */
const rules: readonly Rule[] = [
  leaves,
  uses,
  tunes,
  asksRag,
  imports,
  searches,
  requested(cleansUp),
  budgets,
  compares,
  requested(rollouts),
  requested(autoscales),
  requested(restarts),
  requested(deletes),
  requested(stops),
  requested(scales),
  requested(updates),
  suggests,
  tests,
  costs,
  requested(deploys),
  requested(wakes),
  tellsChanges,
  readsLogs,
  explains,
  measures,
  tellsState,
  listing,
]

/** Rules whose questions back are about looking. */
const looking: ReadonlySet<Rule> = new Set([
  suggests,
  tellsChanges,
  readsLogs,
  explains,
  measures,
  tellsState,
  listing,
  compares,
  costs,
])

/** The longest sentence that is looked at. */
const longest = 400

/**
 * What an utterance asks for, by rules alone: the same words and the same vocabulary always give the same. `unclear` when
 * no rule knows it, or one of several requests in it, with the closest of what can be said.
 */
export function understand(utterance: string, vocabulary: Vocabulary): Understanding {
  if (utterance.trim() === '' || utterance.length > longest) return {kind: 'unclear', nearest: nearestExamples([])}
  const text = plainly(utterance)
  const requests = reservationOf(text, frameOf(text, vocabulary)) ? [text] : requestsOf(text, vocabulary)
  const [first, ...others] = requests.map((each) => understandOne(plainly(each), vocabulary))
  if (others.length === 0 && first) return first
  const all = [first, ...others].filter((meant) => meant !== undefined)
  const vague = all.findIndex(({kind}) => kind === 'unclear')
  const [unknown] = all.slice(vague === -1 ? all.length : vague)
  if (unknown) return unknown
  if (all.some(({kind}) => kind === 'use' || kind === 'exit'))
    return open('choosing a cluster, and leaving, is said alone: nothing is done', ['say first: use staging'], [])
  return all.reduce(joined)
}

/** What changes something is left out where it is spoken of and not asked for; to a question, looking is an answer. */
function understandOne(utterance: string, vocabulary: Vocabulary, isNamed = false): Understanding {
  const frame = frameOf(utterance, vocabulary)
  const other = elsewhere(utterance, vocabulary)
  const isOfCommands = isMarked(frame)
  const noun = isOfCommands || isNamed ? noNoun : nounFor(utterance, frame)
  if (noun.kind === 'said') return understandOne(noun.text, vocabulary, true)
  const reservation = reservationOf(utterance, frame) ?? mixture(frame)
  const how = isQuestion(utterance) ? toldHow(utterance, vocabulary, understandOne) : undefined
  if (how && asksHow(utterance)) return how
  const derived = isOfCommands ? derive(frame, {whole: false}) : undefined
  if (derived?.kind === 'calls') return asCommand(derived, {utterance, vocabulary, other})
  let answer: Understanding | undefined
  for (const rule of rules) {
    const meant = rule(frame)
    if (
      !meant ||
      (isOfCommands && usesMark(meant, frame)) ||
      (isOfCommands && !partial.has(rule) && mayChange(meant, rule, vocabulary))
    )
      continue
    if (!reservation || !mayChange(meant, rule, vocabulary)) {
      if (noun.kind === 'asked' && noun.answer) return noun.answer
      if (derived && meant.kind === 'calls' && unheard(meant, frame).length > 0) return derived
      if (meant.kind !== 'calls') return withTopics(meant, noun.topics)
      return (
        other ??
        strangePlace(frame) ??
        closer(withTopics(whole(meant, frame), [...noun.topics, ...placeTopics(frame)]), frame)
      )
    }
    if (!isQuestion(utterance)) return reservation
    answer = how ?? reservation
  }
  if (answer) return answer
  if (derived) return derived
  const asked = isOfCommands || frame.beginsStrange ? undefined : derive(frame, {whole: true})
  return how ?? (asked ? asCommand(asked, {utterance, vocabulary, other}) : unclear(utterance, frame))
}

/** A word of commands that a rule took for a name. */
const usesMark = (meant: Understanding, {vocabulary, strange}: Frame): boolean => {
  const words = new Set(strange.flatMap((stretch) => stretch.split('-')).filter((word) => isNameless(vocabulary, word)))
  const values = meant.kind === 'calls' ? meant.calls.flatMap(({input}) => Object.values(input).flat()) : []
  return values.some((value) =>
    String(value)
      .split('-')
      .some((word) => words.has(word)),
  )
}

/** What was read from the definitions of commands, where it is asked for. */
function asCommand(
  meant: Understanding,
  {
    utterance,
    vocabulary,
    other,
  }: {readonly utterance: string; readonly vocabulary: Vocabulary; readonly other: Understanding | undefined},
): Understanding {
  if (meant.kind !== 'calls') return meant
  const isChange = meant.calls.some((call) => changes(call, vocabulary))
  const frame = frameOf(utterance, vocabulary)
  const reservation = isChange ? reservationOf(utterance, frame) : undefined
  return reservation ?? other ?? strangePlace(frame) ?? withTopics(meant, placeTopics(frame))
}

/** Namespaces are looked up where a word may be one. */
const placeTopics = ({isPlaceGuessed, vocabulary}: Frame): readonly Topic[] =>
  isPlaceGuessed && !vocabulary.isPlaceKnown ? ['namespaces', 'contexts'] : []

const strangePlace = ({isPlaceGuessed, namespace, vocabulary}: Frame): Understanding | undefined =>
  isPlaceGuessed && vocabulary.isPlaceKnown
    ? open(`there is no namespace "${namespace}": nothing is done`, ['list them: ome get namespaces'], [])
    : undefined

/** A command of more words than a rule's own, all of which were said: `cost history` and not `cost`. */
function closer(meant: Understanding, frame: Frame): Understanding {
  const [call, ...others] = meant.kind === 'calls' ? meant.calls : []
  if (!call || others.length > 0) return meant
  const found = derive(frame, {whole: true})
  const [other] = found?.kind === 'calls' ? found.calls : []
  const isLonger =
    other?.command.startsWith(`${call.command} `) && other.command.split(' ').every((word) => saysWord(frame, word))
  const isRead = frame.vocabulary.commands.some(({words, risk}) => words === other?.command && risk === 'read')
  return found && isLonger && isRead ? found : meant
}

const withTopics = (meant: Understanding, topics: readonly Topic[]): Understanding =>
  'topics' in meant ? {...meant, topics: [...new Set([...meant.topics, ...topics])]} : meant

/** Rules that know a part of what their commands can do. */
const partial: ReadonlySet<Rule> = new Set([tunes, asksRag])

const mayChange = (meant: Understanding, rule: Rule, vocabulary: Vocabulary): boolean =>
  meant.kind === 'calls' ? meant.calls.some((call) => changes(call, vocabulary)) : !looking.has(rule)

function unclear(utterance: string, frame?: Frame): Understanding {
  const commands = frame ? nearestCommands(frame, 3) : []
  return {
    kind: 'unclear',
    nearest: nearestExamples(tokensOf(utterance).tokens.map(({text}) => text)),
    ...(commands.length > 0 && {commands}),
  }
}

/** What changes something is asked for with words that are known from the beginning. */
function requested(rule: Rule): Rule {
  return (frame) => (frame.beginsStrange ? undefined : rule(frame))
}

function leaves({words, has, services, strange}: Frame): Understanding | undefined {
  return has('exit') && words.length <= 2 && services.length + strange.length === 0 ? {kind: 'exit'} : undefined
}

/** `use CONTEXT`, `switch to staging`. */
function uses({words, has, strange, vocabulary, services, models}: Frame): Understanding | undefined {
  if (!has('use', 'switch') || services.length + models.length > 0) return undefined
  const [name] = strange.length > 0 ? strange : words.filter((word) => vocabulary.contexts.includes(word))
  const isOther = name !== undefined && !vocabulary.contexts.includes(name)
  if (isOther && (has('namespace', 'namespaces') || vocabulary.namespaces.includes(name)))
    return open(
      `"${name}" is a namespace, and "use" chooses a cluster: nothing is done`,
      [`name it with what shall be done: list services in namespace ${name}`, `or add -n ${name}`],
      [],
    )
  if (name !== undefined && (vocabulary.contexts.includes(name) || words.length <= 3))
    return {kind: 'use', context: name}
  return has('context', 'contexts')
    ? open('which context shall I use?', ['list them: ome cluster list'], ['contexts'])
    : undefined
}
