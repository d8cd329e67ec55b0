import type {Definition, Parameter, Value} from '../../../calls/domain/definition.ts'
import type {Frame} from '../frame.ts'
import type {Quantities} from '../quantities.ts'
import type {Token} from '../tokens.ts'
import {fillers} from '../words.ts'
import {stem} from './lexicon.ts'

/** A word of an utterance that no word of the command accounts for yet. */
export interface Free extends Token {
  readonly at: number
  /** A kind of objects, a word of the command or of its summary, or any word that rules know: seldom a name. */
  readonly isWord: boolean
  /** It stands behind a word of the command, or behind a kind of objects. */
  readonly isBehindNoun: boolean
  /** What it stands behind. */
  readonly behind: string
  readonly isKind: boolean
}

export interface Bound {
  readonly input: Readonly<Record<string, Value>>
  /** Required operands and flags that nothing was said for. */
  readonly missing: readonly Parameter[]
  /** Words that the command has no place for. */
  readonly left: readonly string[]
  readonly figures: number
}

const isConduct = (name: string): boolean =>
  /^(?:yes|dry-run|diff|output|json|quiet|wait|watch|follow|interactive|timeout|interval|poll-interval|force.*|overwrite|take-over|skip-.*|no-.*|replace|all|prune|include-secrets|namespace|all-namespaces)$/.test(
    name,
  )

const isDocument = (text: string): boolean => /\.(?:ya?ml|json|jsonl|t?gz|tar|zip|csv|txt|html)$/i.test(text)
const isName = (text: string): boolean => /^[A-Za-z0-9][\w.:/@-]*$/.test(text) && !isDocument(text)
const isFile = (text: string): boolean => /[/~]|\.[a-z]{1,5}$|^-$/i.test(text)
const isFigure = (text: string): boolean => /^\d+(?:\.\d+)?(?:%|[kmgt]i?b?)?$/i.test(text)
/** They say how many are meant, or what stands apart, and name nothing. */
const notNames = new Set(
  'all every everything any both each some none including only without except by say says about'.split(' '),
)
const glue = new Set(['to', 'is', 'at', 'with', 'the', 'a', 'an', 'be', '='])

const isFileFlag = ({name, helpValue = '', required}: Parameter): boolean =>
  /FILE|DIR/.test(helpValue) || /^(?:from|filename|file)$/.test(name) || (required && name === 'output')

interface Hand {
  left: Free[]
  readonly texts: string[]
  readonly input: Record<string, Value>
  figures: number
}

/** Gives the words of an utterance to the operands and flags of a command. */
export function bind(definition: Definition, noun: string | undefined, free: readonly Free[], frame: Frame): Bound {
  const hand: Hand = {left: [...free], texts: textsOf(frame), input: {}, figures: 0}
  const {namespace, everywhere} = frame
  const own = definition.flags.filter(({global}) => !global)
  const has = (name: string): boolean => own.some((flag) => flag.name === name)
  const leftOver: string[] = []
  if (namespace !== undefined)
    if (has('namespace')) hand.input['namespace'] = namespace
    else leftOver.push(`in ${namespace}`)
  if (everywhere && has('all-namespaces')) hand.input['all-namespaces'] = true
  for (const flag of own) if (!isConduct(flag.name)) takeFlag(flag, hand)
  leftOver.push(...takeFigures(definition, frame.quantities, hand))
  takeOperands(definition, {noun, frame}, hand)
  for (const flag of own) if (flag.files || isFileFlag(flag)) takeFile(flag, hand)
  const required = [...definition.operands.filter(({hidden}) => !hidden), ...own]
  return {
    input: hand.input,
    missing: required.filter((each) => each.required && hand.input[each.name] === undefined),
    left: [...hand.left.map(({raw}) => raw), ...leftOver, ...hand.texts],
    figures: hand.figures,
  }
}

/** A name in quotes is among the words already. */
const textsOf = ({quoted, typed}: Frame): string[] => quoted.filter((text) => !typed.some(({raw}) => raw === text))

const placesOf: readonly (readonly [key: keyof Quantities, names: readonly string[], unit: string])[] = [
  ['duration', ['since', 'older-than', 'window', 'duration'], ''],
  ['lines', ['tail', 'limit'], 'lines'],
  ['replicas', ['replicas'], 'replicas'],
  ['target', ['replicas', 'percent'], ''],
  ['usd', ['limit', 'budget', 'max-hourly'], 'dollars'],
  ['revision', ['revision', 'to-revision'], ''],
  ['percent', ['percent'], '%'],
  ['gpus', ['gpus'], 'GPUs'],
  ['requests', ['requests'], 'requests'],
  ['concurrency', ['concurrency'], 'at once'],
  ['perSecond', ['rps'], 'per second'],
  ['more', [], 'more'],
  ['by', [], 'by'],
  ['leftOut', [], ''],
]

/** Figures in the places that have their name; those that have none are returned. */
function takeFigures({operands, flags}: Definition, quantities: Quantities, hand: Hand): readonly string[] {
  const names = new Set([...operands, ...flags.filter(({global}) => !global)].map(({name}) => name))
  return placesOf.flatMap(([key, places, unit]) => {
    const figure = quantities[key]
    if (figure === undefined) return []
    const spoken = key === 'target' ? hand.left.find(({text}) => names.has(stem(text)) || names.has(text)) : undefined
    if (spoken && hand.input[spoken.text] === undefined && names.has(spoken.text)) {
      hand.input[spoken.text] = String(figure)
      hand.left = hand.left.filter((each) => each !== spoken)
      return []
    }
    const name = places.find((each) => names.has(each) && hand.input[each] === undefined)
    if (name === undefined) return [`${figure} ${unit}`.trim()]
    hand.input[name] = String(figure)
    hand.left = hand.left.filter(({text}) => stem(text) !== stem(name))
    return []
  })
}

/** `image repo/x:1`, `replicas to 3`, `3 prefill`, `the decode role of`, `lora` of the options; a switch by its name. */
function takeFlag({name, type, options, multiple}: Parameter, hand: Hand): void {
  const parts = name.split('-').map(stem)
  const {left} = hand
  const start = left.findIndex((_word, at) => parts.every((part, index) => stem(left[at + index]?.text ?? '') === part))
  const keep = (value: Value, from: number, count: number): void => {
    hand.input[name] = multiple && typeof value === 'string' ? [value] : value
    left.splice(from, count)
    hand.figures++
  }
  const fits = (word: Free | undefined): word is Free =>
    word !== undefined &&
    !glue.has(word.text) &&
    !fillers.has(word.text) &&
    isName(word.raw) &&
    (options?.includes(word.text) ?? true)
  if (start === -1) {
    const at = type === 'boolean' ? -1 : left.findIndex(({text}) => text.length > 2 && options?.includes(text))
    const option = left[at]
    if (option) keep(option.text, at, 1)
    return
  }
  if (type === 'boolean') {
    keep(true, start, parts.length)
    return
  }
  const before = left[start - 1]
  const end = start + parts.length
  const isNext = before !== undefined && before.at + 1 === left[start]?.at
  const next = left.findIndex(({text}, at) => at >= end && !glue.has(text))
  const behind = left[next]
  if (isNext && fits(before) && (isFigure(before.text) || behind?.text === 'of' || !behind))
    keep(before.raw, start - 1, parts.length + 1)
  else if (fits(behind) && next <= end + 1) keep(behind.raw, start, next - start + 1)
}

interface Said {
  readonly noun: string | undefined
  readonly frame: Frame
}

function takeOperands({operands}: Definition, {noun, frame}: Said, hand: Hand): void {
  let isLone = false
  for (const {name, nouns, options, multiple} of operands) {
    const isFree = !nouns && !options && !multiple && name !== 'name'
    const at = isFree ? hand.left.findIndex((word) => isNamed(word, name)) : -1
    if (at !== -1) hand.input[name] = hand.left.splice(at, 1)[0]?.raw ?? ''
  }
  for (const operand of operands) {
    const {name, multiple, options, offered, resources, files, nouns} = operand
    // Behind a name that stands alone nothing is left of the same object.
    if (isLone && operand.hidden && name === 'name') continue
    const take = (fits: (text: string) => boolean): string | undefined =>
      takeName(name === 'name' && noun !== undefined ? noun : name, fits, hand)
    const names = (): string[] => {
      const found: string[] = []
      for (let each = take(isName); each !== undefined; each = take(isName)) found.push(each)
      return found
    }
    let value: Value | undefined
    if (hand.input[name] !== undefined) continue
    if (nouns && multiple) {
      const front = noun ?? (operand.anyNoun ? takeKind(hand) : undefined) ?? frontOf(hand, frame)
      if (front !== undefined) value = [front, ...names()]
    } else if (nouns) {
      isLone = noun === undefined
      value = noun ?? take(isName)
    } else if (/^(?:question|text|prompt)$/.test(name)) value = hand.texts.shift()
    else if (multiple) {
      // Objects of which no kind was said are none.
      const kind = takeKind(hand) ?? takeHandNoun(hand)
      if (kind !== undefined) value = [kind, ...names()]
    } else if (options) value = take((text) => options.includes(text.toLowerCase()))?.toLowerCase()
    else if (offered && !resources)
      value = offeredAs(
        take((text) => offeredAs(text, offered) !== undefined),
        offered,
      )
    else if (files || /^(?:file|path|dir)$/.test(name)) value = take(isFile)
    else value = (name === 'name' ? frame.title : undefined) ?? take(isName)
    if (value !== undefined && (typeof value !== 'object' || value.length > 0)) hand.input[name] = value
  }
}

/** A word right behind the name of an operand: `document abc`. */
const isNamed = ({behind, raw, text}: Free, name: string): boolean =>
  behind === stem(name) && isName(raw) && !fillers.has(text) && !notNames.has(text)

/** Of names that stand alone only services are known for what they are. */
const frontOf = ({left}: Hand, {services}: Frame): string | undefined =>
  left.some(({raw}) => services.some(({name}) => name === raw)) ? 'service' : undefined

function takeHandNoun({left}: Hand): string | undefined {
  const at = left.findIndex(({text}) => /^(?:service|model|runtime|accelerator)s?$/.test(text))
  return at === -1 ? undefined : left.splice(at, 1)[0]?.text
}

const offeredAs = (text: string | undefined, offered: readonly string[]): string | undefined =>
  text === undefined ? undefined : offered.find((each) => each.toLowerCase() === text.toLowerCase())

/** The word behind the operand's own name, else behind a kind of objects, else the first that is no word. */
function takeName(name: string, fits: (text: string) => boolean, {left}: Hand): string | undefined {
  const may = (word: Free): boolean =>
    !word.isKind && !fillers.has(word.text) && !notNames.has(word.text) && fits(word.raw)
  const ways: readonly ((word: Free) => boolean)[] = [
    (word) => word.behind === stem(name),
    (word) => word.isBehindNoun && !word.isWord,
    (word) => word.isBehindNoun,
    (word) => !word.isWord,
  ]
  for (const way of ways) {
    const at = left.findIndex((word) => may(word) && way(word))
    if (at !== -1) return left.splice(at, 1)[0]?.raw
  }
  return undefined
}

function takeKind({left}: Hand): string | undefined {
  const at = left.findIndex(({isKind}) => isKind)
  return at === -1 ? undefined : left.splice(at, 1)[0]?.raw.toLowerCase()
}

function takeFile({name, multiple}: Parameter, hand: Hand): void {
  if (hand.input[name] !== undefined) return
  const at = hand.left.findIndex(({raw}) => isFile(raw))
  const file = hand.left[at]?.raw
  if (file === undefined) return
  hand.left.splice(at, 1)
  hand.input[name] = multiple ? [file] : file
}
