import type {ApiObject, ResourceName} from '../api.ts'
import type {World} from './world.ts'

export type OwnerReference = NonNullable<ApiObject['metadata']['ownerReferences']>[number]

/** The reference that makes `owner` the controller of an object. */
export function controlledBy(owner: ApiObject): OwnerReference {
  const known = references.get(owner)
  if (known) return known
  const reference: OwnerReference = Object.freeze({
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  })
  references.set(owner, reference)
  return reference
}

const references = new WeakMap<ApiObject, OwnerReference>()

/** True when `owner` is the controller of the object. */
export const isControlledBy = (object: ApiObject, owner: ApiObject): boolean =>
  object.metadata.ownerReferences?.some((reference) => reference.controller && reference.uid === owner.metadata.uid) ??
  false

/** The objects of a resource that `owner` controls, oldest first. */
export const dependants = (world: World, resource: ResourceName, owner: ApiObject): ApiObject[] =>
  world.api.list(resource, {controller: owner.metadata.uid ?? ''}).sort(byAge)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Oldest first, of the same second by name. */
export const byAge = (a: ApiObject, b: ApiObject): number =>
  compare(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
  compare(a.metadata.name, b.metadata.name)

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: {key: string; operator: string; values?: string[]}[]
}

/** True when the labels satisfy the selector. An empty selector matches everything, an absent one nothing. */
export function selects(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> = {}): boolean {
  if (!selector) return false
  const pairs = Object.entries(selector.matchLabels ?? {})
  return (
    pairs.every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({key, operator, values = []}) => {
      const value = labels[key]
      if (operator === 'In') return value !== undefined && values.includes(value)
      if (operator === 'NotIn') return value === undefined || !values.includes(value)
      return (value !== undefined) === (operator === 'Exists')
    })
  )
}
