import type {ApiObject} from '../api.ts'
import {hash32} from '../random.ts'
import {controlledBy} from './ownership.ts'

export interface PodTemplate {
  metadata?: {labels?: Record<string, string>; annotations?: Record<string, string>}
  spec?: Record<string, unknown>
}

const nameCharacters = 'bcdfghjklmnpqrstvwxz2456789'

/** A short name for a template: the same template gives the same name. */
export function templateHash(template: PodTemplate, collisions = 0): string {
  let rest = hash32(stableText(template) + collisions) * 2097152 + (hash32(stableText(template.spec ?? {})) % 2097152)
  let name = ''
  for (let index = 0; index < 10; index++) {
    name += nameCharacters[rest % nameCharacters.length]
    rest = Math.floor(rest / nameCharacters.length)
  }
  return name
}

/** JSON with sorted keys. */
export const stableText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? ''

/** A pod made from a template, controlled by `owner`. */
export function podFrom(owner: ApiObject, template: PodTemplate, name: string): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(owner.metadata.namespace === undefined ? {} : {namespace: owner.metadata.namespace}),
      ...(template.metadata?.labels ? {labels: template.metadata.labels} : {}),
      ...(template.metadata?.annotations ? {annotations: template.metadata.annotations} : {}),
      ownerReferences: [controlledBy(owner)],
    },
    spec: {...template.spec},
  }
}
