import {type FieldEdit, isSame} from '../../domain/field-edit.ts'

/** What turns one spec into another: what is only in the old one is taken away, lists are replaced whole. */
export function specEdits(from: unknown, to: unknown, at: readonly string[] = ['spec']): readonly FieldEdit[] {
  if (isSame(from, to)) return []
  if (!isFields(from) || !isFields(to)) return [{at, from, to: to ?? null}]
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return keys.flatMap((key) => specEdits(from[key], to[key], [...at, key]))
}

/** A spec with edits made; null takes a field away. */
export function withEdits(
  spec: Readonly<Record<string, unknown>>,
  edits: readonly FieldEdit[],
): Record<string, unknown> {
  return edits.reduce<Record<string, unknown>>((made, {at, to}) => set(made, at.slice(1), to), {...spec})
}

function set(value: unknown, [key, ...rest]: readonly string[], to: unknown): Record<string, unknown> {
  const here = isFields(value) ? value : {}
  if (key === undefined) return here
  if (rest.length > 0) return {...here, [key]: set(here[key], rest, to)}
  const {[key]: _, ...others} = here
  return to === null || to === undefined ? others : {...others, [key]: to}
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
