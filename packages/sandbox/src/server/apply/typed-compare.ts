import {equalJson, isList, isObject, type Json, type MutableObject} from '@ome/kinds/validation/json'
import {fieldSchema, type Schema} from '@ome/kinds/validation/schema'
import {type Fields, leaf, node, union} from './field-set.ts'
import {type Atom, atomOf, isEmptyValue, isWhole, itemsOf} from './typed.ts'

/** What changed between two states, as paths. */
export interface Comparison {
  /** Added and modified. */
  readonly changed: Fields
  readonly removed: Fields
}

const same: Comparison = {changed: undefined, removed: undefined}

/** Compares two states of a value; undefined means that there is none. */
export function compareFields(old: Json | undefined, now: Json | undefined, schema: Schema | undefined): Comparison {
  if (old === now) return same
  const [before, after] = [atomOf(schema, old), atomOf(schema, now)]
  // What is gone through part by part turns out the same without being compared as a whole first.
  const isOne = before !== after || isWhole(after, schema) || isEmptyValue(old) || isEmptyValue(now)
  if (isOne && old !== undefined && now !== undefined && equalJson(old, now)) return same
  if (now === undefined) return compareAs(before, old, now, schema)
  if (old === undefined || before === after) return compareAs(after, old, now, schema)
  const [left, right] = [compareAs(before, old, now, schema), compareAs(after, old, now, schema)]
  return {changed: union(left.changed, right.changed), removed: union(left.removed, right.removed)}
}

function compareAs(atom: Atom, old: Json | undefined, now: Json | undefined, schema: Schema | undefined): Comparison {
  const fits = atom === 'map' ? isObject : isList
  const [left, right] = [fits(old) ? old : undefined, fits(now) ? now : undefined]
  if (isWhole(atom, schema) || (isEmptyValue(left) && isEmptyValue(right)))
    return now === undefined ? {changed: undefined, removed: leaf} : {changed: leaf, removed: undefined}
  const {changed, removed} = atom === 'map' ? compareMaps(left, right, schema) : compareLists(left, right, schema)
  return {changed: node(old === undefined, changed), removed: node(now === undefined, removed)}
}

interface Children {
  readonly changed: MutableObject
  readonly removed: MutableObject
}

function put({changed, removed}: Children, key: string, result: Comparison): void {
  if (result.changed) changed[key] = result.changed
  if (result.removed) removed[key] = result.removed
}

function compareMaps(old: Json | undefined, now: Json | undefined, schema: Schema | undefined): Children {
  const result: Children = {changed: {}, removed: {}}
  const [left, right] = [isObject(old) ? old : {}, isObject(now) ? now : {}]
  for (const key in right) {
    const value = right[key]
    const before = Object.hasOwn(left, key) ? left[key] : undefined
    if (value !== undefined) put(result, `f:${key}`, compareFields(before, value, fieldSchema(schema, key)))
  }
  for (const key in left)
    if (left[key] !== undefined && (!Object.hasOwn(right, key) || right[key] === undefined))
      put(result, `f:${key}`, compareFields(left[key], undefined, fieldSchema(schema, key)))
  return result
}

function compareLists(old: Json | undefined, now: Json | undefined, schema: Schema | undefined): Children {
  const result: Children = {changed: {}, removed: {}}
  const [left, right] = [itemsOf(old, schema), itemsOf(now, schema)]
  for (const path of new Set([...left.keys(), ...right.keys()]))
    put(result, path, compareItems(left.get(path) ?? [], right.get(path) ?? [], schema?.items))
  return result
}

/** Items that share a path element are one value together. */
function compareItems(old: readonly Json[], now: readonly Json[], schema: Schema | undefined): Comparison {
  if (old.length <= 1 && now.length <= 1) return compareFields(old[0], now[0], schema)
  if (old.length > 1 && now.length > 1) return equalJson(old, now) ? same : {changed: leaf, removed: undefined}
  if (old.length > 1)
    return {changed: now.length > 0 ? compareFields(undefined, now[0], schema).changed : undefined, removed: leaf}
  return {changed: leaf, removed: old.length > 0 ? compareFields(old[0], undefined, schema).removed : undefined}
}
