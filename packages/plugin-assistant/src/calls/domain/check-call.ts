import {nearestFew} from '@ome/sdk/nearest'
import type {Call, Parameter, Value} from './definition.ts'
import type {Offer} from './offer.ts'
import {toolName} from './tool.ts'

export type Checked =
  | {readonly ok: true; readonly call: Call; readonly offer: Offer}
  /** One sentence for who made the call. */
  | {readonly ok: false; readonly problem: string}

const longestText = 4096
const mostValues = 64
const controls = /[\u0000-\u001f\u007f]/

/**
 * A call by the name of a tool, checked against what is offered: an unknown name, a missing or extra property and a value
 * of another type or not among the options are refused, never guessed at.
 */
export function checkCall(offers: readonly Offer[], name: string, input: unknown): Checked {
  const offer = offers.find(({definition}) => toolName(definition.words) === name)
  if (!offer) return refused(`there is no tool ${JSON.stringify(name.slice(0, 80))}${suggestion(offers, name)}`)
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return refused(`${name}: the arguments must be one JSON object`)
  const parameters = new Map([...offer.operands, ...offer.flags].map((parameter) => [parameter.name, parameter]))
  const entries: (readonly [string, Value])[] = []
  for (const [key, value] of Object.entries(input)) {
    const parameter = parameters.get(key)
    if (!parameter) return refused(`${name} has no property ${JSON.stringify(key.slice(0, 80))}`)
    const checked = checkValue(parameter, value, offer.operands.includes(parameter))
    if (typeof checked === 'string') return refused(`${name}: ${key} ${checked}`)
    entries.push([key, checked.value])
  }
  const given = new Map(entries)
  for (const {name: key, required} of parameters.values())
    if (required && !given.has(key)) return refused(`${name}: property ${key} is missing`)
  if (offer.caller === 'model' && entries.some(([, value]) => namesSecrets(value)))
    return refused(`${name}: Secrets are not read for a model`)
  const gap = gapIn(offer.operands, given)
  if (gap) return refused(`${name}: property ${gap} is needed before those that follow it`)
  return {ok: true, call: {command: offer.definition.words, input: Object.fromEntries(entries)}, offer}
}

const refused = (problem: string): Checked => ({ok: false, problem})

function suggestion(offers: readonly Offer[], name: string): string {
  const names = offers.map(({definition}) => toolName(definition.words))
  const near = nearestFew(name.slice(0, 64), names, 3)
  return near.length === 0 ? '' : `; there is ${near.join(', ')}`
}

/** `secrets`, `secret/x`, `pods,secrets.v1.`. */
const namesSecrets = (value: Value): boolean =>
  [typeof value === 'object' ? value : String(value)].flat().some((text) => /(^|,)secrets?([./,]|$)/i.test(text.trim()))

/** Operands are known by their place: one that is left out moves those behind it. */
function gapIn(operands: readonly Parameter[], given: ReadonlyMap<string, Value>): string | undefined {
  const last = operands.findLastIndex(({name}) => given.has(name))
  return operands.slice(0, Math.max(last, 0)).find(({name}) => !given.has(name))?.name
}

function checkValue(parameter: Parameter, value: unknown, isOperand: boolean): {readonly value: Value} | string {
  const {type, multiple, options} = parameter
  if (type === 'boolean') return typeof value === 'boolean' ? {value} : 'must be true or false'
  if (multiple) {
    if (!Array.isArray(value)) return 'must be a list of texts'
    if (value.length > mostValues) return `may hold ${mostValues} values at most`
    const texts: string[] = []
    for (const each of value) {
      if (typeof each !== 'string') return 'must be a list of texts'
      const problem = problemOf(each, options, isOperand)
      if (problem) return problem
      texts.push(each)
    }
    return {value: texts}
  }
  if (typeof value === 'number' && options === undefined) {
    if (!Number.isFinite(value)) return 'must be a finite number'
    return isOperand && value < 0 ? 'may not begin with a dash' : {value}
  }
  if (typeof value !== 'string') return options === undefined ? 'must be a text or a number' : 'must be a text'
  return problemOf(value, options, isOperand) ?? {value}
}

function problemOf(text: string, options: readonly string[] | undefined, isOperand: boolean): string | undefined {
  if (options && !options.includes(text)) return `must be one of ${options.join(', ')}`
  if (text.length > longestText) return `is longer than ${longestText} characters`
  if (controls.test(text)) return 'holds control characters'
  if (isOperand && text === '') return 'is empty'
  if (isOperand && text.startsWith('-')) return 'may not begin with a dash'
  return undefined
}
