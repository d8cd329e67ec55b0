import type {Frame} from './frame.ts'
import type {Understanding} from './intent.ts'
import {open} from './rules/answer.ts'

/** Why words that speak of a change do not ask for it. */
interface Reservation {
  readonly problem: string
  readonly hint: string
}

const between = (text: string): RegExp => new RegExp(`(?<![\\w-])(?:${text})(?![\\w-])`)

const begins = '^(?:(?:hey|hi|hello|so|ok|okay|and|but|well|please|pls|tell me|i wonder|do you know|also)[ ,]+)*'
const questions = new RegExp(
  `${begins}(?:who|when|why|was|were|did|has|have|had|should|shall|is|are|am|does|do (?:i|we|they)|what|which|how|whether|would(?! you\\b)|will(?! you\\b)|(?:can|could|may|might|must) (?:i|we|one|it|they)|wonder(?:ing)?|curious|(?:i|we) (?:wonder|might|may|could|was|were|am|are|did|have|had|would|will)|thinking (?:of|about)|considering)(?![\\w-])`,
)
const howTo = between(
  'how (?:to|do|does|can|could|would|should|might)|what (?:happens|would happen|if)|(?:know|explain|describe|wonder|learn|understand|remember|decide|idea) (?:how|if|whether|what|why|to)|good idea|safe to|ok(?:ay)? to|possible to|allowed to|able to|command (?:to|for)|way to|(?:should|shall|could|can|may|must) (?:i|we)',
)
const weekday = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?'

export const asksOnly = 'this asks about a change and not for one: nothing is done'

const question: Reservation = {
  problem: asksOnly,
  hint: 'to have it done, say what: scale prod-llama to 5',
}

const denied: Reservation = {
  problem: 'this says what shall not be done: nothing is done',
  hint: 'say alone what shall be done instead: stop mistral-dev',
}

const reservations: readonly (Reservation & {readonly matches: readonly RegExp[]})[] = [
  {
    matches: [
      between(
        'if|unless|until|till|after|before|when|whenever|while|as soon as|once(?! more)|as long as|provided|assuming|in case|depending|whether or not',
      ),
      between('tomorrow|tonight|later|at (?:midnight|noon)|(?:next|every|each) (?:minute|hour|day|night|week|month)'),
      between(`(?:on|next|every|each) ${weekday}|at \\d{1,2}(?::\\d\\d| ?[ap]m| o.?clock)(?: ?[ap]m)?`),
      between('in (?:\\d+|an?|one|two|five|ten) ?(?:s|sec|secs|seconds?|m|mins?|minutes?|h|hours?|days?|weeks?)'),
    ],
    problem: 'times and conditions are not understood: nothing is done',
    hint: 'say what is to be done now, when it is to be done',
  },
  {
    matches: [
      between('except|excluding|besides|apart from|aside from|other than|rather than|instead of|save for'),
      between('(?:all|any|every|everything)(?: [\\w-]+)? but'),
      between(
        'no need|nothing|hold off|hands off|leave (?:it|them|everything|all|[\\w-]+) (?:alone|as|running|up)|keep (?!an eye)|neither|nor|cannot|instead|skip|undo the delet\\w+|avoid|refrain|nobody|no one|none|prevent|forbid|prohibit|protect|forget|never ?mind',
      ),
      between('without|stop (?!serving|running|hosting|tuning|training|every|any|auto)[a-z]+ing'),
    ],
    problem: 'exceptions are not understood: nothing is done',
    hint: 'say alone, and name one by one, what shall be done: restart prod-llama and mistral-dev',
  },
]

const single = ['scale', 'stop', 'restart', 'delete'] as const

const toldBy = ({problem, hint}: Reservation): Understanding => open(problem, [hint], [])

/** What a service has, and what is no service: deleting and stopping are not about these. */
const parts =
  'logs errors warnings metrics status events latency cost memory traffic benchmark loadtest nodes pods'.split(' ')

/** More than one change in one request, or one of a part: only some of it, or too much, would be done. */
export function mixture({has, quantities, words, models, services}: Frame): Understanding | undefined {
  const {bare, range, more, replicas, target, by} = quantities
  const figures = [...bare, ...(range ? [] : [replicas, target, more, by])].filter((figure) => figure !== undefined)
  const isUnclear =
    has('scale') && (figures.length > 1 || (range !== undefined && range.min > range.max && !quantities.target))
  const isMixed = has('delete') && models.length > 0 && services.length > 0
  const isScaledDown = has('delete') && (more !== undefined || replicas !== undefined)
  const verbs = single.filter((verb) => has(verb) && !(verb === 'delete' && isScaledDown))
  if (isUnclear || isMixed || verbs.length > 1)
    return toldBy({
      problem: 'several things are asked for at once: nothing is done',
      hint: 'put "then" between them: scale prod-llama to 5, then restart mistral-dev',
    })
  const part =
    has('delete', 'stop') && !has('rollout', 'canary') ? parts.find((each) => words.includes(each)) : undefined
  return part === undefined
    ? undefined
    : toldBy({
        problem: `this speaks of ${part}, and what is deleted or stopped here are services, models and runtimes: nothing is done`,
        hint: 'name the service alone: stop mistral-dev',
      })
}

const bare = (utterance: string): string =>
  utterance
    .toLowerCase()
    .replaceAll(/"[^"]*"/g, ' ')
    .trim()

/** A question about a change, to which looking may be an answer. */
export const isQuestion = (utterance: string): boolean => questions.test(bare(utterance)) || howTo.test(bare(utterance))

/** It wants to know how, or whether, and not what is. */
export const asksHow = (utterance: string): boolean => howTo.test(bare(utterance))

/** What is said behind a request that is none any more. */
const takenBack =
  /[?.,;!–-]\s*(?:oh |or |actually |just )*(?:no|nope|nah|wait|stop|hold on|kidding|scratch that|on second thought|cancel(?: that)?|not really)[\s.!]*$|\bno (?:means|way|circumstances|reason)\b|\bnobody\b/

/** Undefined where a change that is spoken of is asked for, here and now and for exactly what is named. */
export function reservationOf(utterance: string, {has}: Frame): Understanding | undefined {
  if (isQuestion(utterance)) return toldBy(question)
  if (has('not', 'never', 'minus') || takenBack.test(bare(utterance))) return toldBy(denied)
  const text = bare(utterance).replaceAll(/\b(?:without|no) (?:auto-? ?scal\w+|monitoring)\b/g, ' ')
  const found = reservations.find(({matches}) => matches.some((each) => each.test(text)))
  return found && toldBy(found)
}
