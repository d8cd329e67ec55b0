import {asObject, isObject, type JsonObject, type MutableObject, setKey} from '@ome/kinds/validation/json'

/**
 * A set of field paths in the form of `fieldsV1`: `f:name`, `k:{…}`, `v:…` lead on, `.` marks that the element itself
 * belongs to the set, and an empty object is an element without further ones below it.
 */
export type FieldSet = JsonObject

const member = '.'

/** The set that holds its own root and nothing else. */
export const leaf: FieldSet = Object.freeze({})

const isMember = (set: FieldSet): boolean => member in set || isChildless(set)
const isChildless = (set: FieldSet): boolean => {
  for (const key in set) if (key !== member) return false
  return true
}
const childrenOf = (set: FieldSet): string[] => Object.keys(set).filter((key) => key !== member)

/** The empty set is undefined, since `{}` is a set that holds its own root. */
export type Fields = FieldSet | undefined

/** A set from its parts: whether it holds its root, and what stands below it. */
export function node(isIn: boolean, children: JsonObject): Fields {
  if (isChildless(children)) return isIn ? leaf : undefined
  return isIn ? {[member]: leaf, ...children} : children
}

/** All elements of either set; `a` itself when it has them. */
export function union(a: Fields, b: Fields): Fields {
  if (!a || !b || a === b) return a ?? b
  const children: MutableObject = {}
  let adds = isMember(b) && !isMember(a)
  for (const key of childrenOf(a)) {
    const inner = below(a, key)
    const both = union(inner, below(b, key))
    children[key] = both
    adds ||= both !== inner
  }
  for (const key of childrenOf(b)) {
    adds ||= children[key] === undefined
    children[key] ??= b[key]
  }
  return adds ? node(isMember(a) || isMember(b), children) : a
}

/** The elements of `a` that `b` does not hold; those below an element of `b` stay. `a` itself when it loses none. */
export function difference(a: Fields, b: Fields): Fields {
  if (!a || !b) return a
  const children: MutableObject = {}
  let takes = isMember(a) && isMember(b)
  for (const key of childrenOf(a)) {
    const inner = below(a, key)
    const rest = difference(inner, below(b, key))
    if (rest) children[key] = rest
    takes ||= rest !== inner
  }
  return takes ? node(isMember(a) && !isMember(b), children) : a
}

const numbers = new WeakMap<FieldSet, number>()
let lastNumber = 0
/** Sets by their text: those of late, and those before them, which come back when they are met again. */
let shared = new Map<string, FieldSet>()
let sharedBefore = new Map<string, FieldSet>()
const mostShared = 4096

/** One frozen copy of each set, part by part: the objects of a controller have nearly the same owners' fields. */
export function sharedSet(set: FieldSet): FieldSet {
  if (numbers.has(set)) return set
  const parts: string[] = []
  const copy: MutableObject = {}
  for (const key of Object.keys(set)) {
    const inner = sharedSet(asObject(set[key]))
    setKey(copy, key, inner)
    parts.push(JSON.stringify(key), String(numbers.get(inner)))
  }
  const text = parts.join(' ')
  const known = shared.get(text)
  if (known) return known
  if (shared.size >= mostShared) {
    sharedBefore = shared
    shared = new Map()
  }
  const one = sharedBefore.get(text) ?? Object.freeze(copy)
  if (!numbers.has(one)) numbers.set(one, lastNumber++)
  shared.set(text, one)
  return one
}

/** The elements that both sets hold. */
export function intersection(a: Fields, b: Fields): Fields {
  if (!a || !b) return undefined
  const children: MutableObject = {}
  for (const key of childrenOf(a)) {
    const both = intersection(below(a, key), below(b, key))
    if (both) children[key] = both
  }
  return node(isMember(a) && isMember(b), children)
}

/** The subset under one path element such as `f:spec`; undefined when the set has none there. */
export const below = (set: Fields, key: string): Fields => {
  const inner = set && Object.hasOwn(set, key) ? set[key] : undefined
  return isObject(inner) ? inner : undefined
}

/** Whether a set holds its own root, and not only paths below it. */
export const holds = (set: Fields): boolean => set !== undefined && isMember(set)

/** Whether a set holds anything below its root. */
export const hasChildren = (set: Fields): boolean => set !== undefined && !isChildless(set)

/** The path elements that lead on from the root, without the mark of the root itself. */
export const elementsOf = (set: Fields): string[] => (set ? childrenOf(set) : [])

/** Takes the root out of a set: the object as a whole is never owned. */
export const withoutRoot = (set: Fields): Fields => {
  if (!set) return undefined
  const {[member]: _self, ...children} = set
  return node(false, children)
}

/**
 * The paths of a set as conflict messages write them: `.spec.list[name="a"].x`. The elements of one level come before
 * what is below them, both in the order of their names.
 */
export function pathsOf(set: Fields, path = ''): string[] {
  if (!set) return []
  const keys = childrenOf(set).sort(compareElements)
  const here = keys.filter((key) => holds(below(set, key))).map((key) => path + pathElement(key))
  return [...here, ...keys.flatMap((key) => pathsOf(below(set, key), path + pathElement(key)))]
}

/** Fields come before keys, keys before values; numbers in a set are in the order of numbers. */
function compareElements(a: string, b: string): number {
  if (a.startsWith('v:') && b.startsWith('v:')) {
    const [left, right] = [Number(a.slice(2)), Number(b.slice(2))]
    if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right
  }
  return a < b ? -1 : a > b ? 1 : 0
}

function pathElement(key: string): string {
  if (key.startsWith('f:')) return `.${key.slice(2)}`
  if (key.startsWith('i:')) return `[${key.slice(2)}]`
  const value: unknown = JSON.parse(key.slice(2))
  if (key.startsWith('v:')) return `[=${JSON.stringify(value)}]`
  return `[${Object.entries(asObject(value))
    .map(([name, part]) => `${name}=${JSON.stringify(part)}`)
    .join(',')}]`
}
