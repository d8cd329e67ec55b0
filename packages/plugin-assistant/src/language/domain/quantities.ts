import {durationSince, moment, momentOf} from './moments.ts'
import type {Token} from './tokens.ts'

/** Figures of an utterance, each with what makes it one. */
export interface Quantities {
  readonly replicas?: number
  readonly range?: {readonly min: number; readonly max: number}
  /** `from 2 to 4`: the second; `to 4`. */
  readonly target?: number
  /** So many more, or fewer when it is below zero. */
  readonly more?: number
  /** `by 2`, up or down. */
  readonly by?: number
  readonly revision?: number
  readonly gpus?: number
  /** `30m`, `1h`, `7d`. */
  readonly duration?: string
  /** What was made of a time that was said as a moment, in words for the person. */
  readonly told?: string
  /** A time that cannot be kept to, as the end of a span. */
  readonly leftOut?: string
  readonly usd?: number
  /** What the dollars are for: an hour unless a longer time is named. */
  readonly usdPer?: 'hour' | 'day' | 'month'
  readonly percent?: number
  readonly perSecond?: number
  readonly requests?: number
  readonly concurrency?: number
  readonly lines?: number
  /** Figures that nothing stands beside. */
  readonly bare: readonly number[]
}

const pattern = (text: string): RegExp => new RegExp(`(?<=^| )(?:${text})(?= |$)`)
const number = '(\\d+(?:\\.\\d+)?)'

/** Takes figures out of the words; what is left are words and names. */
export function takeQuantities(
  tokens: readonly Token[],
  now: Date | undefined,
): {
  readonly left: readonly Token[]
  /** With the figures that nothing stands beside. */
  readonly rest: readonly Token[]
  readonly found: Quantities
} {
  const state: {left: readonly Token[]; found: Partial<Quantities>} = {left: tokens, found: {}}
  for (const {matches, read} of readers) {
    const text = state.left.map((token) => token.text).join(' ')
    const hit = matches.exec(text)
    if (!hit) continue
    state.found = {
      ...state.found,
      ...read(
        hit.slice(1).map((part) => part ?? ''),
        now,
      ),
    }
    state.left = without(state.left, text, hit.index, hit[0].length)
  }
  const bare = state.left.filter(({text}) => /^\d+(\.\d+)?$/.test(text)).map(({text}) => Number(text))
  return {left: state.left.filter(({text}) => !/^\d+$/.test(text)), rest: state.left, found: {...state.found, bare}}
}

/** The tokens outside of a stretch of their joined text. */
function without(tokens: readonly Token[], text: string, from: number, length: number): readonly Token[] {
  const before = text.slice(0, from).split(' ').filter(Boolean).length
  const taken = text
    .slice(from, from + length)
    .split(' ')
    .filter(Boolean).length
  return [...tokens.slice(0, before), ...tokens.slice(before + taken)]
}

interface Reader {
  readonly matches: RegExp
  readonly read: (parts: readonly string[], now: Date | undefined) => Partial<Quantities>
}

const units: Readonly<Record<string, string>> = {s: 's', m: 'm', h: 'h', d: 'd', w: 'w'}

function durationOf(count: string, unit: string): string {
  const letter = unit.startsWith('mo') ? 'mo' : (units[unit[0] ?? ''] ?? 'h')
  if (letter === 'mo') return `${Number(count) * 30}d`
  return letter === 'w' ? `${Number(count) * 7}d` : `${count}${letter}`
}

const time = '(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?)'
const span = (word: string): 'hour' | 'day' | 'month' =>
  word.startsWith('mo') ? 'month' : word.startsWith('d') ? 'day' : 'hour'

const months = 'january|february|march|april|june|july|august|september|october|november|december'
const copies = '(?:replicas?|copies|copy|instances?|pods?)'

/** `since 14:00`, whole match in one group. */
const since = (text: string, end: string, now: Date | undefined): Partial<Quantities> => {
  const at = now && momentOf(text, now)
  const rest = end === '' ? {} : {leftOut: `until ${end}`}
  if (!now) return rest
  if (!at) return {leftOut: text}
  const duration = durationSince(at, now)
  return {duration, told: `"${text}" is taken as the last ${duration}`, ...rest}
}

/** `a` is one; so is what is not said. */
const countOf = (text: string | undefined): number => (/^\d+$/.test(text ?? '') ? Number(text) : 1)

const readers: readonly Reader[] = [
  {
    matches: pattern(`between (${moment}) and (${moment})`),
    read: (parts, now) => since(parts[0] ?? '', parts[1] ?? '', now),
  },
  {
    matches: pattern(`from (${moment}) (?:to|until|till) (${moment})`),
    read: (parts, now) => since(parts[0] ?? '', parts[1] ?? '', now),
  },
  {
    matches: pattern(`(?:since|from|after|starting) (?:at )?(${moment})(?: on)?`),
    read: ([text = ''], now) => since(text, '', now),
  },
  {
    matches: pattern('(today|yesterday|this morning)'),
    read: ([text = ''], now) => since(text, text === 'yesterday' ? 'the end of yesterday' : '', now),
  },
  {matches: pattern('(?:revision|version|rev|v) ?(\\d+)'), read: ([figure]) => ({revision: Number(figure)})},
  {matches: pattern('(?:the )?(?:last |past )?half (?:an |of an |a )?hour'), read: () => ({duration: '30m'})},
  {
    matches: pattern('(?:the )?(?:last |past )?(?:a )?quarter (?:of )?(?:an |a )?hour'),
    read: () => ({duration: '15m'}),
  },
  {matches: pattern('(?:the )?(?:last |past )?(?:an|1) hour and (?:a |1 )?half'), read: () => ({duration: '90m'})},
  {matches: pattern('(?:the )?(?:last |past )(?:fortnight)'), read: () => ({duration: '14d'})},
  {
    matches: pattern(`(?:in |during |since |for )?(${months})(?: \\d{4})?`),
    read: ([month = '']) => ({leftOut: month}),
  },
  {
    matches: pattern(
      `(?:\\$ ?${number}|${number} ?(?:dollars?|usd|bucks|\\$))(?:(?: an?| per| each|/)? ?(hour|h|hr|day|d|month|mo))?`,
    ),
    read: ([first, second, per]) => ({usd: Number(first || second), ...(per ? {usdPer: span(per)} : {})}),
  },
  {
    matches: pattern(`\\$${number}/(h|hr|hour|day|d|month|mo)`),
    read: ([amount, per = 'h']) => ({usd: Number(amount), usdPer: span(per)}),
  },
  {
    matches: pattern(`min(?:imum)? (?:of )?(\\d+),? (?:and )?(?:a )?max(?:imum)? (?:of )?(\\d+)(?: ${copies})?`),
    read: ([min, max]) => ({range: {min: Number(min), max: Number(max)}}),
  },
  {matches: pattern(`${number} ?(?:%|percent)`), read: ([figure]) => ({percent: Number(figure)})},
  {
    matches: pattern('from (\\d+) to (\\d+)(?: replicas| copies| instances)?'),
    read: ([min, max]) => ({range: {min: Number(min), max: Number(max)}, target: Number(max)}),
  },
  {
    matches: pattern(`(?:between )?(\\d+) ?(?:to|and|-|\\.\\.) ?(\\d+)(?: replicas| copies| instances)?`),
    read: ([min, max]) => ({range: {min: Number(min), max: Number(max)}}),
  },
  {
    matches: pattern('(\\d+)(?:-|\\.\\.)(\\d+)(?: replicas)?'),
    read: ([a, b]) => ({range: {min: Number(a), max: Number(b)}}),
  },
  {
    matches: pattern(
      `${number} ?(?:rps|requests-per-second|requests/s|req/s|requests (?:per|a) second|requests each second)`,
    ),
    read: ([figure]) => ({perSecond: Number(figure)}),
  },
  {
    matches: pattern('(\\d+) ?(?:concurrent|parallel)(?: requests| users| clients)?'),
    read: ([figure]) => ({concurrency: Number(figure)}),
  },
  {matches: pattern('(\\d+) users'), read: ([figure]) => ({concurrency: Number(figure)})},
  {matches: pattern('concurrency (?:of |to )?(\\d+)'), read: ([figure]) => ({concurrency: Number(figure)})},
  {matches: pattern('(\\d+) requests?'), read: ([figure]) => ({requests: Number(figure)})},
  {matches: pattern('(?:last )?(\\d+) lines?(?: of)?'), read: ([figure]) => ({lines: Number(figure)})},
  {
    matches: pattern('(\\d+) ?x?(?= (?:[a-z0-9-]+ )?(?:gpus?|cards)(?: |$))'),
    read: ([figure]) => ({gpus: Number(figure)}),
  },
  {matches: pattern('(\\d+) ?x|x ?(\\d+)'), read: ([figure, after]) => ({gpus: Number(figure || after)})},
  {
    matches: pattern(`(\\d+|an?) (?:more|extra|additional)(?: ${copies})?`),
    read: ([figure]) => ({more: countOf(figure)}),
  },
  {matches: pattern(`another (\\d+)?(?: ?${copies})?`), read: ([figure]) => ({more: countOf(figure)})},
  {matches: pattern(`(\\d+|an?) (?:less|fewer)(?: ${copies})?`), read: ([figure]) => ({more: -countOf(figure)})},
  {matches: pattern(`by (\\d+)(?: (?:more|less|fewer))?(?: ${copies})?`), read: ([figure]) => ({by: Number(figure)})},
  {
    matches: pattern(
      `to (?:just |only |a total of |exactly )?(\\d+)(?: ${copies})?(?: in total)?(?= (?:in|on|for|now|please|with|from|at|and|via|of|then|or|but|asap|today|total|max|ok|without)(?= |$)|$)`,
    ),
    read: ([figure]) => ({target: Number(figure)}),
  },
  {matches: pattern(`${copies} (?:of |to |= ?)?(\\d+)`), read: ([figure]) => ({replicas: Number(figure)})},
  {matches: pattern(`(\\d+|an?) (?:single |new )?${copies}`), read: ([figure]) => ({replicas: countOf(figure)})},
  {
    matches: pattern(
      `(?:in |over |during )?(?:the )?(?:last|past|for|since|older than) (?:the )?(?:last )?(\\d+) ?${time}(?: ago)?`,
    ),
    read: ([count = '1', unit = 'h']) => ({duration: durationOf(count, unit)}),
  },
  {
    matches: pattern(`(?:in |over |during )?(?:the )?(?:last|past) (hour|day|week|month|minute)`),
    read: ([unit = 'hour']) => ({duration: durationOf('1', unit)}),
  },
  {
    matches: pattern(`${number} ?${time}(?: ago)?`),
    read: ([count = '1', unit = 'h']) => ({duration: durationOf(count, unit)}),
  },
]
