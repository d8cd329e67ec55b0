import {type Cause, duplicate, invalidValue, required} from '@ome/kinds/validation/cause'
import {asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {isLabelValue, isQualifiedName} from '@ome/kinds/validation/label-names'
import {labelText, labelValueText, qualifiedText} from '../identity.ts'

/** The objects of a list; nothing for what is no list. */
export const objectsOf = (value: unknown): JsonObject[] => (isList(value) ? value.filter(isObject) : [])

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

/** A name that must be given, be a DNS label and differ from those in `seen`, which it joins. */
export function labelNameCauses(value: Json | undefined, field: string, seen: Set<string>): Cause[] {
  const name = asText(value)
  if (!name) return [required(field)]
  if (name.length > 63) return [invalidValue(field, name, 'must be no more than 63 bytes')]
  if (!dnsLabel.test(name)) return [invalidValue(field, name, labelText)]
  if (seen.has(name)) return [duplicate(field, name)]
  seen.add(name)
  return []
}

/** Numbers that may not be negative, by the names of their fields. */
export const negativeCauses = (object: JsonObject, names: readonly string[], path: string): Cause[] =>
  names.flatMap((name) => {
    const value = object[name]
    return typeof value === 'number' && value < 0
      ? [invalidValue(`${path}.${name}`, value, 'must be greater than or equal to 0')]
      : []
  })

/** A port number of 1 to 65535. */
export const portCauses = (value: Json | undefined, field: string): Cause[] =>
  typeof value === 'number' && (value < 1 || value > 65_535)
    ? [invalidValue(field, value, 'must be between 1 and 65535, inclusive')]
    : []

/** A port by its number or by the name (RFC 6335) it has elsewhere. */
export const portReferenceCauses = (value: Json | undefined, field: string): Cause[] =>
  typeof value === 'string' ? portNameCauses(value, field) : portCauses(value, field)

/** The name of a port, by the rules of RFC 6335. */
export function portNameCauses(name: string, field: string): Cause[] {
  const fail = (broken: boolean, what: string) => (broken ? [invalidValue(field, name, what)] : [])
  return [
    ...fail(name.length > 15, 'must be no more than 15 characters'),
    ...fail(!/^[-a-z0-9]+$/.test(name), 'must contain only alphanumeric characters (a-z, 0-9), and hyphens (-)'),
    ...fail(!/[a-z]/.test(name), 'must contain at least one letter (a-z)'),
    ...fail(name.includes('--'), 'must not contain consecutive hyphens'),
    ...fail(name.startsWith('-') || name.endsWith('-'), 'must not begin or end with a hyphen'),
  ]
}

/** A count, or a share of it in percent. */
export function countOrPercentCauses(value: Json | undefined, field: string): Cause[] {
  if (typeof value === 'number')
    return value < 0 ? [invalidValue(field, value, 'must be greater than or equal to 0')] : []
  if (typeof value !== 'string' || /^\d+%$/.test(value)) return []
  // The two percent signs are the server's.
  return [invalidValue(field, value, "must be an integer or percentage (e.g '5%%')")]
}

/** Labels that are selected by, all under one field. */
export const labelsCauses = (labels: JsonObject, field: string): Cause[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...(isQualifiedName(key) ? [] : [invalidValue(field, key, qualifiedText)]),
    ...(isLabelValue(String(value)) ? [] : [invalidValue(field, value, labelValueText)]),
  ])

const configKeyText =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

/** The keys of a ConfigMap or Secret, which become file names. */
export const configKeyCauses = (data: JsonObject, field: string): Cause[] =>
  Object.keys(data).flatMap((key) => {
    const fail = (what: string) => [invalidValue(`${field}[${key}]`, key, what)]
    if (key.length > 253) return fail('must be no more than 253 characters')
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) return fail(configKeyText)
    if (key === '.' || key === '..') return fail(`must not be '${key}'`)
    return key.startsWith('..') ? fail("must not start with '..'") : []
  })
