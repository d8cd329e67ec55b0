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
  `${begins}(?:who|when|why|was|were|did|has|have|had|should|is|are|am|does|what|which|how|would it|will (?!you\\b)|(?:can|could|may) (?:i|we|one|it|they))(?![\\w-])`,
)
const howTo = between('how (?:to|do|can|would|should|might)')
const weekday = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?'

const question: Reservation = {
  problem: 'this asks about a change and not for one: nothing is done',
  hint: 'to have it done, say what: scale prod-llama to 5',
}

const denied: Reservation = {
  problem: 'this says what shall not be done: nothing is done',
  hint: 'say alone what shall be done instead: stop mistral-dev',
}

const reservations: readonly (Reservation & {readonly matches: readonly RegExp[]})[] = [
  {
    matches: [
      between('if|unless|until|till|after|before|when|whenever|while|as soon as|once it|once they'),
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
      between('avoid|refrain|nobody|no one|none|prevent|forbid|prohibit|protect|forget|never ?mind'),
      between('without|stop (?!serving|running|hosting|every|any|auto)[a-z]+ing'),
    ],
    problem: 'exceptions are not understood: nothing is done',
    hint: 'name one by one what is meant: restart prod-llama and mistral-dev',
  },
]

const single = ['scale', 'stop', 'restart', 'delete'] as const

const toldBy = ({problem, hint}: Reservation): Understanding => open(problem, [hint], [])

/** What a service has, and what is no service: deleting and stopping are not about these. */
const parts =
  'logs errors warnings metrics status events latency cost memory traffic benchmark loadtest nodes pods rollout canary'.split(
    ' ',
  )

/** More than one change in one request, or one of a part: only some of it, or too much, would be done. */
export function mixture({has, quantities, words, models, services}: Frame): Understanding | undefined {
  const {bare, range} = quantities
  const isUnclear =
    has('scale') && (bare.length > 1 || (range !== undefined && range.min > range.max && !quantities.target))
  const isMixed = has('delete') && models.length > 0 && services.length > 0
  if (isUnclear || isMixed || single.filter((verb) => has(verb)).length > 1)
    return toldBy({
      problem: 'several things are asked for at once: nothing is done',
      hint: 'put "then" between them: scale prod-llama to 5, then restart mistral-dev',
    })
  const part = has('delete', 'stop') ? parts.find((each) => words.includes(each)) : undefined
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

/** Undefined where a change that is spoken of is asked for, here and now and for exactly what is named. */
export function reservationOf(utterance: string, {has}: Frame): Understanding | undefined {
  if (isQuestion(utterance)) return toldBy(question)
  if (has('not', 'never', 'minus')) return toldBy(denied)
  const text = bare(utterance).replaceAll(/\b(?:without|no) (?:auto-? ?scal\w+|monitoring)\b/g, ' ')
  const found = reservations.find(({matches}) => matches.some((each) => each.test(text)))
  return found && toldBy(found)
}
