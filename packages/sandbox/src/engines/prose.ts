import {hash32, type Random, seededRandom} from '../random.ts'
import {tokenize} from './tokens.ts'

const stopWords = new Set(
  'a an the and or but if of in on at to for from with by is are was were be been do does did can could would should will may might what which who how why when where that this these those it its you your i me my we our us they them please tell explain describe write give make about into than then there here not no yes so as just some any all more most very hello hi hey'.split(
    ' ',
  ),
)

/** The words of a prompt that carry its meaning, most telling first. */
export function keywords(prompt: string): string[] {
  const words = prompt.match(/[\p{L}][\p{L}\p{N}-]{2,}/gu) ?? []
  const found = words.filter((word) => !stopWords.has(word.toLowerCase()))
  return [...new Map(found.map((word) => [word.toLowerCase(), word])).values()].slice(0, 12)
}

type Slot = (topic: string, other: string, random: Random) => string

const openings: readonly [Slot, ...Slot[]] = [
  (topic) => `In short, ${topic} is best understood by what it has to do.`,
  (topic, other) => `The question about ${topic} comes down to how it relates to ${other}.`,
  (topic) => `Here is a brief answer about ${topic}.`,
  (topic, other) => `Let us look at ${topic} first and at ${other} after that.`,
]

const middles: readonly [Slot, ...Slot[]] = [
  (topic, other) => `When ${topic} changes, ${other} usually follows.`,
  (topic) => `A good first step is to measure ${topic} before changing anything.`,
  (topic, other) => `Compared with ${other}, ${topic} is simpler to reason about.`,
  (topic) => `Most of the work in ${topic} lies in a few details that are easy to overlook.`,
  (topic, other) => `It helps to keep ${topic} and ${other} apart.`,
  (topic, _other, random) =>
    `There are ${2 + random.integer(4)} things to watch with ${topic}: what goes in, what comes out, and what happens under load.`,
  (topic, other) => `Where ${other} is limited, ${topic} has to wait.`,
  (topic) => `An example makes ${topic} clearer than a definition does.`,
]

const closings: readonly [Slot, ...Slot[]] = [
  (topic) => `That covers the main points about ${topic}.`,
  (topic, other) => `With ${topic} settled, ${other} is the natural next step.`,
  (topic) => `Ask again with more detail on ${topic} for a longer answer.`,
]

/**
 * The tokens of an answer to a prompt: the first sentence of the context it brings along, the result where it asks for a
 * sum, else prose about the prompt's own words. The
 * same prompt and seed give the same answer. `length` fixes the number of tokens.
 */
export function answer(prompt: string, seed: number, length?: number): string[] {
  const random = seededRandom(hash32(prompt) ^ seed)
  const result = sum(prompt) ?? fromContext(prompt)
  const tokens = tokenize(result ?? essay(prompt, random, 2 + random.integer(5)))
  if (length === undefined) return tokens
  while (tokens.length < length) tokens.push(...tokenize(` ${essay(prompt, random, 6)}`))
  return tokens.slice(0, length)
}

function essay(prompt: string, random: Random, sentences: number): string {
  const words = keywords(prompt)
  const topics: readonly [string, ...string[]] = [words[0] ?? 'your question', ...words.slice(1)]
  const speak = (slots: readonly [Slot, ...Slot[]]): string =>
    random.pick(slots)(random.pick(topics), random.pick(topics), random)
  const parts = [speak(openings)]
  for (let count = 0; count < sentences; count++) parts.push(speak(middles))
  parts.push(speak(closings))
  return parts.join(' ')
}

/** `what is 17 + 25` and the like. */
function sum(prompt: string): string | undefined {
  const match = /(-?\d+(?:\.\d+)?)\s*([-+*x×/])\s*(-?\d+(?:\.\d+)?)\s*\??\s*$/.exec(prompt)
  const [left, right] = [Number(match?.[1]), Number(match?.[3])]
  if (!match) return undefined
  const operator = match[2] ?? '+'
  const result =
    operator === '+' ? left + right : operator === '-' ? left - right : operator === '/' ? left / right : left * right
  return `${match[1]} ${operator} ${match[3]} = ${Number(result.toFixed(6))}.`
}

/**
 * The first sentence of the passages that a retrieval service or its client puts before a question: what follows a line
 * that ends in `context` and a colon, or a line `Context information is below.`; rules, headings, numbers of passages
 * and `key: value` lines are passed over.
 */
function fromContext(prompt: string): string | undefined {
  const lines = prompt.split('\n').map((line) => line.trim())
  const start = lines.findIndex((line) => /\bcontext( information)?( is below[.:]?|:)$/i.test(line))
  if (start < 0) return undefined
  const end = lines.findIndex((line, index) => index > start && /^(query|question|answer|user)\s*:/i.test(line))
  const passage = lines
    .slice(start + 1, end < 0 ? undefined : end)
    .map((line) => line.replace(/^(\[\d+\]|\d+[.)])\s*/, ''))
    .filter((line) => /\p{L}/u.test(line) && !/^(#|[-=*]{3}|[\w-]{1,30}:\s\S+$)/.test(line))
    .join(' ')
  return /^.*?[.!?](?=\s|$)/.exec(passage)?.[0] ?? (passage || undefined)
}
