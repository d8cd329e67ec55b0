import type {JsonObject} from '@ome/kinds/validation/json'

/** What the server does to one built-in kind beyond its schema. */
export interface Strategy {
  /** The object as it is stored first, without status: fills in what depends on other fields. */
  create?(object: JsonObject): JsonObject
  update?(object: JsonObject, old: JsonObject): JsonObject
  /** A create may bring its status along. */
  readonly keepsStatus?: boolean
}
