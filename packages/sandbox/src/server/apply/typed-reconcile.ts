import type {MutableObject} from '@ome/kinds/validation/json'
import {fieldSchema, type Schema} from '@ome/kinds/validation/schema'
import {below, elementsOf, type Fields, hasChildren, holds, leaf, node} from './field-set.ts'
import {atomOf, isWhole} from './typed.ts'

/**
 * Ownership under a schema that has changed since: whoever owned parts of what is one value now owns the value. The
 * other direction needs nothing, since the owner of a whole keeps its place.
 */
export function reconciled(set: Fields, schema: Schema | undefined): Fields {
  if (!set || !hasChildren(set) || !schema || schema.type === undefined) return set
  const atom = atomOf(schema, undefined)
  if (atom === 'scalar') return set
  if (isWhole(atom, schema)) return leaf
  const children: MutableObject = {}
  let isSame = true
  for (const key of elementsOf(set)) {
    const inner = below(set, key)
    const next = reconciled(inner, key.startsWith('f:') ? fieldSchema(schema, key.slice(2)) : schema.items)
    if (next !== inner) isSame = false
    children[key] = next
  }
  return isSame ? set : node(holds(set), children)
}
