import {equalJson, isList, isObject, type Json} from '@ome/kinds/validation/json'

type Step = (value: Json) => readonly Json[]

const compiled = new Map<string, readonly Step[]>()

/**
 * Evaluates a printer column's path: the subset of kubectl's JSONPath that CRDs use (fields, quoted fields, indexes,
 * slices, wildcards, recursive descent, filters with one comparison). A path that cannot be read selects nothing.
 */
export function jsonPath(value: Json, path: string): readonly Json[] {
  let steps = compiled.get(path)
  if (!steps) {
    steps = parse(path)
    compiled.set(path, steps)
  }
  let current: readonly Json[] = [value]
  for (const step of steps) current = current.flatMap(step)
  return current
}

const nothing: readonly Step[] = [() => []]

function parse(path: string): readonly Step[] {
  const steps: Step[] = []
  let rest = path
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .replace(/^\$/, '')
  while (rest !== '') {
    const taken = takeStep(rest)
    if (!taken) return nothing
    steps.push(taken.step)
    rest = rest.slice(taken.length)
  }
  return steps
}

function takeStep(rest: string): {step: Step; length: number} | undefined {
  const descent = /^\.\.((?:\\.|[^.[\]\s])+)/.exec(rest)
  if (descent) return {step: descend(unescaped(descent[1] ?? '')), length: descent[0].length}
  const field = /^\.?((?:\\.|[^.[\]\s])+)/.exec(rest)
  if (field && !rest.startsWith('[')) return {step: fieldStep(unescaped(field[1] ?? '')), length: field[0].length}
  const quoted = /^\.?\[\s*(?:'((?:\\.|[^'])*)'|"((?:\\.|[^"])*)")\s*\]/.exec(rest)
  if (quoted) return {step: fieldStep(unescaped(quoted[1] ?? quoted[2] ?? '')), length: quoted[0].length}
  const filter = /^\.?\[\?\(\s*@((?:\.|\[)[^=!<>)]*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.+?)\s*)?\)\]/.exec(rest)
  if (filter) return {step: filterStep(filter[1] ?? '', filter[2], filter[3]), length: filter[0].length}
  const index = /^\.?\[([^\]]*)\]/.exec(rest)
  return index ? {step: indexStep((index[1] ?? '').trim()), length: index[0].length} : undefined
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1')

const fieldStep =
  (name: string): Step =>
  (value) => {
    if (name === '*') return isList(value) ? value : isObject(value) ? (Object.values(value) as Json[]) : []
    const found = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
    return found === undefined ? [] : [found]
  }

const descend = (name: string): Step => {
  const own = fieldStep(name)
  const walk: Step = (value) => [
    ...own(value),
    ...(isList(value) ? value : isObject(value) ? (Object.values(value) as Json[]) : []).flatMap(walk),
  ]
  return walk
}

function filterStep(path: string, operator: string | undefined, operand: string | undefined): Step {
  const steps = parse(path)
  const wanted = literal(operand)
  return (value) =>
    (isList(value) ? value : []).filter((item) => {
      const [found] = steps.reduce<readonly Json[]>((current, step) => current.flatMap(step), [item])
      if (operator === undefined || found === undefined) return operator === undefined && found !== undefined
      return compare(found, operator, wanted)
    })
}

function literal(text = ''): Json {
  const quoted = /^(['"])(.*)\1$/s.exec(text)
  if (quoted) return quoted[2] ?? ''
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text
}

function compare(found: Json, operator: string, wanted: Json): boolean {
  if (operator === '==') return equalJson(found, wanted)
  if (operator === '!=') return !equalJson(found, wanted)
  if (typeof found !== typeof wanted || found === null || wanted === null) return false
  if (operator === '<') return found < wanted
  if (operator === '<=') return found <= wanted
  return operator === '>' ? found > wanted : found >= wanted
}

function indexStep(text: string): Step {
  if (text === '*') return fieldStep('*')
  if (text.includes(',')) {
    const steps = text.split(',').map((part) => indexStep(part.trim()))
    return (value) => steps.flatMap((step) => step(value))
  }
  const parts = text.split(':').map((part) => (part === '' ? undefined : Number(part)))
  if (parts.some((part) => part !== undefined && !Number.isInteger(part))) return () => []
  if (parts.length === 1)
    return (value) =>
      isList(value) ? (value.at(parts[0] ?? 0) === undefined ? [] : [value.at(parts[0] ?? 0) ?? null]) : []
  const [from, to, by] = parts
  return (value) => (isList(value) ? value.slice(from, to).filter((_, i) => i % (by || 1) === 0) : [])
}
