import {asObject, type JsonObject, withoutNulls, withValueAt} from '@ome/kinds/validation/json'
import {ApiError} from '../../src/api.ts'
import {applyPatch} from '../../src/server/apply/apply.ts'
import {type Owner, ownUpdate, readOwners, writeOwners} from '../../src/server/apply/managed-fields.ts'
import {objectOf} from '../../src/server/codec/json.ts'
import type {ResourceType} from '../../src/server/resource-type.ts'
import type {Sample} from './shapes.ts'

/** One object that managers apply and update, with nothing of the server but apply and ownership. */
export class StoredObject {
  readonly #sample: Sample
  readonly #type: ResourceType
  object: JsonObject | undefined
  #time = 0
  constructor(sample: Sample) {
    this.#sample = sample
    const {apiVersion, kind, schema} = sample
    this.#type = {
      apiVersion,
      kind,
      schema,
      group: 'g',
      plural: 'things',
      custom: true,
      subresources: {},
    } as unknown as ResourceType
  }
  #whole = (body: JsonObject): JsonObject => {
    const {apiVersion, kind} = this.#sample
    return {apiVersion, kind, ...body, metadata: {name: 'x', ...asObject(body['metadata'])}}
  }
  #commit(object: JsonObject, owners: readonly Owner[]): void {
    this.object = withValueAt(withoutNulls(object), ['metadata', 'managedFields'], writeOwners(owners))
  }
  apply(manager: string, body: JsonObject, force: boolean): string[] {
    const options = {
      manager,
      user: {name: 'u', groups: []},
      dryRun: false,
      fieldValidation: 'Ignore',
      findings: [],
      warnings: [],
    } as const
    try {
      const {object, owners} = applyPatch(
        this.object && objectOf(this.object),
        {type: this.#type, name: 'x', subresource: ''},
        {body: this.#whole(body), force},
        {...options, warnings: []},
        this.#now(),
      )
      this.#commit(object, owners)
      return []
    } catch (error) {
      if (!(error instanceof ApiError) || error.status.code !== 409) throw error
      return (error.status.details?.causes ?? []).map(({message, field}) => `${message} ${field}`)
    }
  }
  update(manager: string, body: JsonObject): void {
    const now = this.#whole(body)
    const owners = readOwners(asObject(this.object?.['metadata'])['managedFields']) ?? []
    const writer = {
      manager,
      operation: 'Update',
      apiVersion: this.#type.apiVersion,
      subresource: '',
      time: this.#now(),
    } as const
    const isUntracked = this.object !== undefined && owners.length === 0
    const change = {old: this.object, now, schema: this.#sample.schema, custom: true}
    this.#commit(now, isUntracked ? [] : ownUpdate(owners, change, writer))
  }
  #now = () => new Date(this.#time++ * 1000).toISOString()
  /** Only what the model knows: the fields beside type and identity. */
  get body(): JsonObject {
    const {apiVersion: _version, kind: _kind, metadata, ...rest} = this.object ?? {}
    const {name: _name, managedFields: _owners, ...meta} = asObject(metadata)
    return Object.keys(meta).length > 0 ? {...rest, metadata: meta} : rest
  }
  get owners(): Record<string, string[]> {
    const entries = readOwners(asObject(this.object?.['metadata'])['managedFields']) ?? []
    return Object.fromEntries(
      entries.map(({manager, operation, fields}) => [`${manager} ${operation}`, flat(fields ?? {}).sort()]),
    )
  }
}

/** The paths of a `fieldsV1` in plain form, without a difference between fields and entries. */
function flat(fields: JsonObject, path = ''): string[] {
  return Object.entries(fields).flatMap(([key, inner]) => {
    if (key === '.') return []
    const set = asObject(inner)
    const at = `${path}/${key.startsWith('k:') ? keyText(key.slice(2)) : key.slice(2)}`
    const isOwned = '.' in set || Object.keys(set).length === 0
    return [...(isOwned ? [at] : []), ...flat(set, at)]
  })
}

const keyText = (json: string): string => {
  const key = asObject(JSON.parse(json) as unknown)
  return Object.keys(key)
    .sort()
    .map((name) => `${name}=${JSON.stringify(key[name])}`)
    .join(',')
}
