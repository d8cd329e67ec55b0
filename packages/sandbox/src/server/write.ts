import type {JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../api.ts'
import type {Owner} from './apply/managed-fields.ts'
import type {ResourceType} from './resource-type.ts'

export interface User {
  readonly name: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What a request says about how it wants its write to be made. */
export interface WriteOptions {
  readonly user: User
  readonly manager: string
  readonly dryRun: boolean
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict'
  /** Findings of decoding that field validation reports, such as duplicate fields. */
  readonly findings: readonly string[]
  /** Texts for `Warning` headers; stages add to it. */
  readonly warnings: string[]
}

/** A write on its way through the stages. */
export interface Write {
  readonly type: ResourceType
  readonly operation: 'CREATE' | 'UPDATE'
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly object: JsonObject
  /** The stored object, in the version of the request. */
  readonly old: ApiObject | undefined
  /** Ownership as an apply has settled it; an ordinary write leaves this out. */
  readonly owners?: readonly Owner[]
  readonly options: WriteOptions
}

export type Stage = (write: Write) => Write
