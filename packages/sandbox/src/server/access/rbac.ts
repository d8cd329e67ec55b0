import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import type {Store} from '../store.ts'
import {keyOf} from '../store.ts'
import type {User} from '../write.ts'

/** One thing a user wants to do: on a resource, or on a path outside of resources. */
export interface Attributes {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly path?: string
}

export interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames: readonly string[]
  readonly nonResourceURLs: readonly string[]
}

const rbac = 'rbac.authorization.k8s.io'
const everything: PolicyRule = {
  verbs: ['*'],
  apiGroups: ['*'],
  resources: ['*'],
  resourceNames: [],
  nonResourceURLs: [],
}
const everyPath: PolicyRule = {verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*']}

/** The RBAC authorizer over the stored roles and bindings; members of `system:masters` may do everything. */
export function isAllowed(store: Store, user: User, attributes: Attributes): boolean {
  if (user.groups.includes('system:masters')) return true
  for (const rule of rulesOf(store, user, attributes.namespace)) if (covers(rule, attributes)) return true
  return false
}

/** All rules that hold for a user in a namespace, those of cluster-wide bindings first. */
export function* rulesOf(store: Store, user: User, namespace: string): Generator<PolicyRule> {
  if (user.groups.includes('system:masters')) {
    yield everything
    yield everyPath
    return
  }
  for (const binding of store.list(`${rbac}/clusterrolebindings`))
    if (binds(binding, user)) yield* rulesOfBinding(store, binding, '')
  if (!namespace) return
  for (const binding of store.list(`${rbac}/rolebindings`, {namespace}))
    if (binds(binding, user)) yield* rulesOfBinding(store, binding, namespace)
}

function binds(binding: ApiObject, user: User): boolean {
  const subjects = binding['subjects']
  return (
    isList(subjects) &&
    subjects.filter(isObject).some((subject) => isSubject(subject, user, binding.metadata.namespace))
  )
}

function isSubject(subject: JsonObject, user: User, namespace: string | undefined): boolean {
  const name = asText(subject['name'])
  if (subject['kind'] === 'Group') return user.groups.includes(name)
  if (subject['kind'] === 'User') return user.name === name
  return user.name === `system:serviceaccount:${asText(subject['namespace']) || namespace}:${name}`
}

function* rulesOfBinding(store: Store, binding: ApiObject, namespace: string): Generator<PolicyRule> {
  const reference = asObject(binding['roleRef'])
  const name = asText(reference['name'])
  const role =
    reference['kind'] === 'Role'
      ? store.get(`${rbac}/roles`, keyOf(namespace, name))
      : store.get(`${rbac}/clusterroles`, name)
  if (!role) return
  yield* readRules(treeOf(role)['rules'])
}

/** The rules of a role in their shape; empty for anything that is no list. */
export const readRules = (rules: unknown): PolicyRule[] =>
  isList(rules)
    ? rules.filter(isObject).map((rule) => ({
        verbs: texts(rule['verbs']),
        apiGroups: texts(rule['apiGroups']),
        resources: texts(rule['resources']),
        resourceNames: texts(rule['resourceNames']),
        nonResourceURLs: texts(rule['nonResourceURLs']),
      }))
    : []

const texts = (value: unknown): string[] => (isList(value) ? value.map(asText) : [])
const has = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value)

/** Whether a rule allows what the attributes describe. */
export function covers(rule: PolicyRule, {verb, group, resource, subresource, name, path}: Attributes): boolean {
  if (!has(rule.verbs, verb)) return false
  if (path !== undefined) return rule.nonResourceURLs.some((pattern) => coversPath(pattern, path))
  if (!has(rule.apiGroups, group)) return false
  const full = subresource ? `${resource}/${subresource}` : resource
  const covered = has(rule.resources, full) || (subresource !== '' && rule.resources.includes(`*/${subresource}`))
  return covered && (rule.resourceNames.length === 0 || (name !== '' && rule.resourceNames.includes(name)))
}

const coversPath = (pattern: string, path: string): boolean =>
  pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)))
