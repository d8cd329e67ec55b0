import {elsewhere} from './elsewhere.ts'
import {nearestExamples} from './examples.ts'
import {type Frame, frameOf} from './frame.ts'
import type {Understanding, Vocabulary} from './intent.ts'
import {requestsOf} from './requests.ts'
import {isQuestion, mixture, reservationOf} from './reservation.ts'
import {joined, open, type Rule} from './rules/answer.ts'
import {imports, lists, searches, suggests} from './rules/catalogue.ts'
import {autoscales, cleansUp, deletes, restarts, rollouts, scales, stops, updates, wakes} from './rules/change.ts'
import {deploys} from './rules/deploy.ts'
import {asksRag, tunes} from './rules/jobs.ts'
import {budgets, costs} from './rules/money.ts'
import {compares, explains, measures, readsLogs, tellsState, tests} from './rules/observe.ts'
import {tokensOf} from './tokens.ts'

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
  readsLogs,
  explains,
  measures,
  tellsState,
  lists,
]

/** Rules whose questions back are about looking. */
type Calls = Extract<Understanding, {readonly kind: 'calls'}>

const looking: ReadonlySet<Rule> = new Set([
  suggests,
  readsLogs,
  explains,
  measures,
  tellsState,
  lists,
  compares,
  costs,
])

const changing =
  /^(?:deploy|scale|restart|delete|update|autoscale|import .*|rollout (?!status|history).*|cleanup .*|cost budget (?:set|delete)|tune (?:start|cancel)|rag deploy|load-test)$/

/** The longest sentence that is looked at. */
const longest = 400

/**
 * What an utterance asks for, by rules alone: the same words and the same vocabulary always give the same. `unclear` when
 * no rule knows it, or one of several requests in it, with the closest of what can be said.
 */
export function understand(utterance: string, vocabulary: Vocabulary): Understanding {
  if (utterance.trim() === '' || utterance.length > longest) return {kind: 'unclear', nearest: nearestExamples([])}
  const requests = reservationOf(utterance, frameOf(utterance, vocabulary))
    ? [utterance]
    : requestsOf(utterance, vocabulary)
  const [first, ...others] = requests.map((text) => understandOne(text, vocabulary))
  if (others.length === 0 && first) return first
  const all = [first, ...others].filter((meant) => meant !== undefined)
  if (all.some(({kind}) => kind === 'unclear')) return unclear(utterance)
  if (all.some(({kind}) => kind === 'use' || kind === 'exit'))
    return open('choosing a cluster, and leaving, is said alone: nothing is done', ['say first: use staging'], [])
  return all.reduce(joined)
}

/** What changes something is left out where it is spoken of and not asked for; to a question, looking is an answer. */
function understandOne(utterance: string, vocabulary: Vocabulary): Understanding {
  const frame = frameOf(utterance, vocabulary)
  const reservation = reservationOf(utterance, frame) ?? mixture(frame)
  let answer: Understanding = unclear(utterance)
  for (const rule of rules) {
    const meant = rule(frame)
    if (!meant) continue
    if (!reservation || !mayChange(meant, rule))
      return meant.kind === 'calls' ? (elsewhere(utterance, vocabulary) ?? withLeftOut(meant, frame)) : meant
    if (!isQuestion(utterance)) return reservation
    answer = reservation
  }
  return answer
}

/** What of a change was not understood is said beside it. */
function withLeftOut(meant: Calls, {strange, quantities}: Frame): Understanding {
  if (!meant.calls.some(({command}) => changing.test(command))) return meant
  const used = meant.calls.flatMap(({input}) => Object.values(input).flat().map(String))
  const figures = meant.intent === 'deploy' ? quantities.bare.map(String) : []
  const left = [...strange, ...figures].filter((word) => !used.includes(word))
  return left.length === 0
    ? meant
    : {...meant, notes: [...meant.notes, `not understood and left out: ${left.join(', ')}`]}
}

const mayChange = (meant: Understanding, rule: Rule): boolean =>
  meant.kind === 'calls' ? meant.calls.some(({command}) => changing.test(command)) : !looking.has(rule)

const unclear = (utterance: string): Understanding => ({
  kind: 'unclear',
  nearest: nearestExamples(tokensOf(utterance).tokens.map(({text}) => text)),
})

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
  if (name !== undefined && (vocabulary.contexts.includes(name) || words.length <= 3))
    return {kind: 'use', context: name}
  return has('context', 'contexts')
    ? open('which context shall I use?', ['list them: ome cluster list'], ['contexts'])
    : undefined
}
