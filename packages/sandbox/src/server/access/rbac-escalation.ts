import {type Cause, invalidValue, notSupported, required} from '@ome/kinds/validation/cause'
import {asObject, asText, equalJson, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {treeOf} from '../codec/json.ts'
import {failure} from '../errors.ts'
import {keyOf, type Store} from '../store.ts'
import type {Write} from '../write.ts'
import {covers, isAllowed, type PolicyRule, readRules, rulesOf} from './rbac.ts'

const group = 'rbac.authorization.k8s.io'

/**
 * Refuses a role or binding by which its author would grant rights that the author does not have, unless the author
 * may `escalate` (roles) or `bind` (bindings) it.
 */
export function checkEscalation({type, object, old, namespace, name, subresource, options}: Write, store: Store): void {
  const {user} = options
  if (type.group !== group || subresource !== '' || user.groups.includes('system:masters')) return
  const isRole = type.plural === 'roles' || type.plural === 'clusterroles'
  if (old && sameRights(object, treeOf(old))) return
  const reference = asObject(object['roleRef'])
  const verb = isRole ? 'escalate' : 'bind'
  const resource = isRole ? type.plural : `${asText(reference['kind']).toLowerCase()}s`
  const about = {verb, group, resource, subresource: '', namespace, name: isRole ? name : asText(reference['name'])}
  if (isAllowed(store, user, about)) return
  const wanted = isRole ? readRules(object['rules']) : referenced(store, reference, namespace)
  const own = [...rulesOf(store, user, namespace)]
  const missing = wanted.flatMap(singleRules).filter((rule) => !own.some((one) => includes(one, rule)))
  if (missing.length === 0) return
  const groups = user.groups.map((one) => JSON.stringify(one)).join(' ')
  const text = `user ${JSON.stringify(user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${compact(missing).join('\n')}`
  throw failure(403, `${type.plural}.${group} ${JSON.stringify(name)} is forbidden: ${text}`, {
    name,
    group,
    kind: type.plural,
  })
}

const sameRights = (now: JsonObject, old: JsonObject): boolean =>
  ['rules', 'aggregationRule', 'roleRef', 'subjects'].every((field) => equalJson(now[field], old[field]))

function referenced(store: Store, reference: JsonObject, namespace: string): PolicyRule[] {
  const [kind, name] = [asText(reference['kind']), asText(reference['name'])]
  const role =
    kind === 'Role' ? store.get(`${group}/roles`, keyOf(namespace, name)) : store.get(`${group}/clusterroles`, name)
  const plural = kind === 'Role' ? 'roles' : 'clusterroles'
  if (!role) throw failure(404, `${plural}.${group} ${JSON.stringify(name)} not found`, {name, group, kind: plural})
  return readRules(treeOf(role)['rules'])
}

/** A rule taken apart until each part names one verb on one thing. */
function singleRules({verbs, apiGroups, resources, resourceNames, nonResourceURLs}: PolicyRule): PolicyRule[] {
  const names = resourceNames.length > 0 ? resourceNames.map((one) => [one]) : [[]]
  const onResources = apiGroups.flatMap((one) =>
    resources.flatMap((resource) =>
      names.map((some) => ({apiGroups: [one], resources: [resource], resourceNames: some})),
    ),
  )
  return verbs.flatMap((verb) => [
    ...onResources.map((part) => ({...part, verbs: [verb], nonResourceURLs: []})),
    ...nonResourceURLs.map((url) => ({
      verbs: [verb],
      apiGroups: [],
      resources: [],
      resourceNames: [],
      nonResourceURLs: [url],
    })),
  ])
}

function includes(own: PolicyRule, {verbs, apiGroups, resources, resourceNames, nonResourceURLs}: PolicyRule): boolean {
  const [verb = '', path] = [verbs[0], nonResourceURLs[0]]
  const [resource = '', subresource = ''] = (resources[0] ?? '').split('/')
  const name = resourceNames[0] ?? ''
  const about = {verb, group: apiGroups[0] ?? '', resource, subresource, namespace: '', name}
  return covers(own, path === undefined ? about : {...about, path})
}

/** The parts as the server prints them: the verbs of one thing together, in order. */
function compact(rules: readonly PolicyRule[]): string[] {
  const verbs = new Map<string, Set<string>>()
  for (const rule of rules) {
    const text = [
      ['APIGroups', rule.apiGroups],
      ['Resources', rule.resources],
      ['ResourceNames', rule.resourceNames],
      ['NonResourceURLs', rule.nonResourceURLs],
    ] as const
    const key = text.flatMap(([field, list]) => (list.length > 0 ? [`${field}:${quoted(list)}`] : [])).join(', ')
    verbs.set(key, (verbs.get(key) ?? new Set()).add(rule.verbs[0] ?? ''))
  }
  return [...verbs].map(([key, some]) => `{${key}, Verbs:${quoted([...some])}}`).sort()
}

const quoted = (list: readonly string[]): string => `[${list.map((one) => JSON.stringify(one)).join(' ')}]`

const objects = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.map(asObject) : [])
const isEmpty = (value: Json | undefined): boolean => !isList(value) || value.length === 0

/** What a Role or ClusterRole must fulfil. */
export function roleCauses(role: JsonObject): Cause[] {
  const namespaced = role['kind'] === 'Role'
  return objects(role['rules']).flatMap((rule, i) => {
    const at = `rules[${i}]`
    const causes: Cause[] = []
    if (isEmpty(rule['verbs'])) causes.push(required(`${at}.verbs`, 'verbs must contain at least one value'))
    if (!isEmpty(rule['nonResourceURLs'])) {
      if (namespaced)
        causes.push(
          invalidValue(
            `${at}.nonResourceURLs`,
            rule['nonResourceURLs'],
            'namespaced rules cannot apply to non-resource URLs',
          ),
        )
      if (!isEmpty(rule['apiGroups']) || !isEmpty(rule['resources']) || !isEmpty(rule['resourceNames']))
        causes.push(
          invalidValue(
            `${at}.nonResourceURLs`,
            rule['nonResourceURLs'],
            'rules cannot apply to both regular resources and non-resource URLs',
          ),
        )
      return causes
    }
    if (isEmpty(rule['apiGroups']))
      causes.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'))
    if (isEmpty(rule['resources']))
      causes.push(required(`${at}.resources`, 'resource rules must supply at least one resource'))
    return causes
  })
}

/** What a RoleBinding or ClusterRoleBinding must fulfil; its role cannot change. */
export function bindingCauses(binding: JsonObject, old: JsonObject | undefined): Cause[] {
  const reference = asObject(binding['roleRef'])
  const kinds = binding['kind'] === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole']
  const causes: Cause[] = []
  if (reference['apiGroup'] !== group)
    causes.push(notSupported('roleRef.apiGroup', reference['apiGroup'] ?? '', [group]))
  if (!kinds.includes(asText(reference['kind'])))
    causes.push(notSupported('roleRef.kind', reference['kind'] ?? '', kinds))
  if (!reference['name']) causes.push(required('roleRef.name'))
  for (const [i, subject] of objects(binding['subjects']).entries()) {
    const at = `subjects[${i}]`
    if (!subject['name']) causes.push(required(`${at}.name`))
    if (!['User', 'Group', 'ServiceAccount'].includes(asText(subject['kind'])))
      causes.push(notSupported(`${at}.kind`, subject['kind'] ?? '', ['Group', 'ServiceAccount', 'User']))
    if (subject['kind'] === 'ServiceAccount' && !subject['namespace'] && binding['kind'] === 'ClusterRoleBinding')
      causes.push(required(`${at}.namespace`))
    if (subject['kind'] === 'ServiceAccount' && subject['apiGroup'])
      causes.push(notSupported(`${at}.apiGroup`, subject['apiGroup'], ['']))
  }
  const before = old?.['roleRef']
  if (isObject(before) && !equalJson(before, reference))
    causes.push(invalidValue('roleRef', reference, 'cannot change roleRef'))
  return causes
}

/** What RBAC fills in: the group of a role and of users and groups. */
export const bindingDefaults = (binding: JsonObject): JsonObject => ({
  ...binding,
  roleRef: {apiGroup: group, ...asObject(binding['roleRef'])},
  ...(isList(binding['subjects']) && {
    subjects: objects(binding['subjects']).map((subject) =>
      subject['kind'] === 'User' || subject['kind'] === 'Group' ? {apiGroup: group, ...subject} : subject,
    ),
  }),
})
