/** One finding about one field, as `details.causes[]` of an Invalid answer carries it. */
export interface Cause {
  readonly reason: string
  readonly message: string
  readonly field: string
}

/** A field that is missing; `detail` says when it must be there. */
export const required = (field: string, detail = ''): Cause => ({
  reason: 'FieldValueRequired',
  message: detail ? `Required value: ${detail}` : 'Required value',
  field,
})

/** A value of the right type that breaks a rule; the value is quoted as JSON. */
export const invalidValue = (field: string, value: unknown, detail: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${shown(value)}: ${detail}`,
  field,
})

/** A field that may not be set, or not changed, in this situation. */
export const forbiddenField = (field: string, detail: string): Cause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${detail}`,
  field,
})

/** A value outside of an enum, with the values that are in it. */
export const notSupported = (field: string, value: unknown, allowed: readonly unknown[]): Cause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${shown(value)}: supported values: ${allowed.map((one) => shown(one)).join(', ')}`,
  field,
})

/** A name that stands for nothing that is there. */
export const notFoundValue = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueNotFound',
  message: `Not found: ${shown(value)}`,
  field,
})

/** A second item with the same key in a set or list-map; `field` names the later one. */
export const duplicate = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
  field,
})

const shown = (value: unknown): string => JSON.stringify(value) ?? 'null'
