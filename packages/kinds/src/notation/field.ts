/**
 * A condition in CEL, as the API server evaluates it (`x-kubernetes-validations`).
 * `self` is the value, `oldSelf` the one before an update.
 */
export interface Rule {
  readonly rule: string
  readonly message: string
  /** JSON path of the field that the error names, relative to the value. */
  readonly at?: string
  readonly reason?: 'FieldValueForbidden' | 'FieldValueRequired'
  /** Evaluate on creation too; `oldSelf` is an optional then. */
  readonly optionalOldSelf?: true
}

/**
 * One value in one line: a type, then conditions, then perhaps a default.
 *
 *     string int int32 int64 number bool    as in JSON, with Kubernetes' formats
 *     time bytes                            strings: RFC 3339, base64
 *     quantity int|string                   a number or a string
 *     any raw object                        no type; an object with any fields; an object with no fields named
 *     enum:A|B|C                            one of these strings
 *     [T] {T}                               list of T; map from string to T
 *     @Name                                 a type of Kubernetes itself
 *
 *     len 1..63   items ..8   range 0..     lengths, list sizes, numbers; either side may be open
 *     ~name                                 a pattern of patterns.ts
 *     map a,b | set | atomic                how lists and maps merge (server-side apply)
 *     merge a  retainKeys                   how strategic merge patch treats it, with its key
 *     nullable  twice                       null allowed; the enum is stated twice in the schema
 *     = JSON                                default; always last
 *     := JSON                               default of the API server's own code, for built-in resources alone
 */
export type Text = string

/** A value with rules of its own. */
export interface RuledField {
  readonly $text: Text
  readonly $rules: readonly Rule[]
}

/** A list whose element needs more than a word. `$` holds its own conditions. */
export interface ListField {
  readonly '[]': Field
  readonly $?: Text
  readonly $rules?: readonly Rule[]
}

/** A map from string whose value needs more than a word. */
export interface MapField {
  readonly '{}': Field
  readonly $?: Text
}

/**
 * An object: field names, `!` behind those that must be there. `$` holds conditions of the object itself:
 * `atomic`, `raw` (unknown fields are kept) and `...Name` (all fields of that Kubernetes type besides,
 * none required), perhaps `without a,b`.
 */
export interface ObjectField {
  readonly $?: Text
  readonly $rules?: readonly Rule[]
  readonly [name: string]: Field | readonly Rule[] | undefined
}

/** One value of a custom resource, or the whole resource. */
export type Field = Text | RuledField | ListField | MapField | ObjectField

/** Narrows a field to one with rules of its own. */
export const isRuled = (field: Field): field is RuledField => typeof field === 'object' && '$text' in field

/** Narrows a field to a list written with `[]`. */
export const isList = (field: Field): field is ListField => typeof field === 'object' && '[]' in field

/** Narrows a field to a map written with `{}`. */
export const isMap = (field: Field): field is MapField => typeof field === 'object' && '{}' in field
