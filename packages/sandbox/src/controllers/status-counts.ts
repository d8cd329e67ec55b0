import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import type {World} from './world.ts'

/**
 * Writes a status when it changed. A count of nothing is left out, as the API's types leave it out, but for those in
 * `required`.
 */
export function writeCounts(
  world: World,
  resource: ResourceName,
  object: ApiObject,
  status: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): void {
  const before: Record<string, unknown> = object.status ?? {}
  const changed = Object.entries(status)
    .map(([field, value]) => [field, value === 0 && !required.includes(field) ? null : value] as const)
    .filter(([field, value]) => !isDeepStrictEqual(before[field] ?? null, value))
  if (changed.length === 0) return
  const {name, namespace} = object.metadata
  world.api.patch(resource, name, namespace, {status: Object.fromEntries(changed)}, 'status')
}
