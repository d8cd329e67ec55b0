import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {matchesSelector} from '../read/selector-object.ts'
import type {ResourceType} from '../resource-type.ts'

/** What a policy is asked about. */
export interface Subject {
  readonly type: ResourceType
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE'
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly object: JsonObject | undefined
  readonly old: JsonObject | undefined
}

const objects = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.filter(isObject) : [])
const labelsOf = (object: JsonObject | undefined) =>
  asObject(asObject(object?.['metadata'])['labels']) as Record<string, string>

/** Whether `matchConstraints` or `matchResources` select a request; without any they select everything. */
export function matchesResources(value: unknown, subject: Subject, namespace: ApiObject | undefined): boolean {
  if (!isObject(value)) return true
  const rules = objects(value['resourceRules'])
  if (rules.length > 0 && !rules.some((rule) => matchesRule(rule, subject))) return false
  if (objects(value['excludeResourceRules']).some((rule) => matchesRule(rule, subject))) return false
  const ownLabels =
    subject.type.group === '' && subject.type.plural === 'namespaces' ? labelsOf(subject.object) : undefined
  const labels = namespace?.metadata.labels ?? ownLabels
  if (labels && !matchesSelector(value['namespaceSelector'], labels)) return false
  const selector = value['objectSelector']
  return (
    matchesSelector(selector, labelsOf(subject.object)) ||
    matchesSelector(selector, labelsOf(subject.old ?? subject.object))
  )
}

function matchesRule(rule: JsonObject, {type, operation, subresource, name}: Subject): boolean {
  const has = (field: string, wanted: string): boolean => {
    const list = rule[field]
    return isList(list) && (list.includes('*') || list.includes(wanted))
  }
  const scope = asText(rule['scope']) || '*'
  if (scope !== '*' && (scope === 'Namespaced') !== type.namespaced) return false
  const names = rule['resourceNames']
  if (isList(names) && names.length > 0 && !names.includes(name)) return false
  const resources = isList(rule['resources']) ? rule['resources'] : []
  const full = subresource ? `${type.plural}/${subresource}` : type.plural
  const named = resources.some(
    (one) =>
      one === '*/*' ||
      one === full ||
      (one === '*' && subresource === '') ||
      one === `${type.plural}/*` ||
      (subresource !== '' && one === `*/${subresource}`),
  )
  return named && has('operations', operation) && has('apiGroups', type.group) && has('apiVersions', type.version)
}
