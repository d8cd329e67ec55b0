import type {PolicyRule} from './reviews.ts'

/** One verb on one resource, as RBAC knows it (`pods/log` is a resource of its own). */
export interface Right {
  readonly verb: string
  readonly group: string
  readonly resource: string
}

/** Whether a rule without resource names grants a right: RBAC's matching with its three wildcards. */
export const covers = (rules: readonly PolicyRule[], {verb, group, resource}: Right): boolean =>
  rules.some(
    (rule) =>
      rule.resourceNames === undefined &&
      has(rule.verbs, verb) &&
      has(rule.apiGroups, group) &&
      (has(rule.resources, resource) || has(rule.resources, anyParent(resource))),
  )

const has = (list: readonly string[], wanted: string): boolean => list.includes(wanted) || list.includes('*')

// A rule may name a subresource of every resource: `pods/log` is also covered by a star before the slash.
const anyParent = (resource: string): string =>
  resource.includes('/') ? `*/${resource.slice(resource.indexOf('/') + 1)}` : resource
