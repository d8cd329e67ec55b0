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

/** JSON with sorted keys, of what came from JSON: members without a value are left out. */
export function stableText(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? ''
  if (Array.isArray(value)) return `[${value.map((part) => stableText(part ?? null)).join(',')}]`
  const parts: string[] = []
  for (const key of Object.keys(value).sort()) {
    const part: unknown = Reflect.get(value, key)
    if (part !== undefined) parts.push(`${JSON.stringify(key)}:${stableText(part)}`)
  }
  return `{${parts.join(',')}}`
}

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
