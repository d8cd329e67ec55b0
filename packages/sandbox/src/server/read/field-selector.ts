import {isList, valueAt} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {presented} from '../codec/present.ts'
import {badRequest} from '../errors.ts'
import type {ResourceType} from '../resource-type.ts'

export interface FieldSelector {
  matches(object: ApiObject): boolean
  /** The name that the selector pins by `metadata.name=X`, if it does. */
  readonly name: string | undefined
}

interface Term {
  readonly path: string
  readonly equal: boolean
  readonly value: string
}

/** Selectable fields of the built-in kinds beyond name and namespace. */
const builtinFields: Record<string, readonly string[]> = {
  '/pods': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  '/events': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'events.k8s.io/events': [
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'regarding.resourceVersion',
    'regarding.fieldPath',
    'reason',
    'reportingController',
    'type',
  ],
  '/nodes': ['spec.unschedulable'],
  '/secrets': ['type'],
  '/namespaces': ['status.phase'],
  '/services': ['spec.clusterIP', 'spec.type'],
  '/replicationcontrollers': ['status.replicas'],
  'apps/replicasets': ['status.replicas'],
  'batch/jobs': ['status.successful'],
}

/** Parses `a=b,c!=d`; throws 400 for a field the kind cannot be selected by. Empty text selects everything. */
export function fieldSelector(text: string, type: ResourceType): FieldSelector | undefined {
  const terms = splitTerms(text).map(parseTerm)
  if (terms.length === 0) return undefined
  const allowed = new Set([
    'metadata.name',
    'metadata.namespace',
    ...(builtinFields[`${type.group}/${type.plural}`] ?? []),
    ...(type.selectableFields ?? []),
  ])
  for (const {path} of terms) if (!allowed.has(path)) throw badRequest(`field label not supported: ${path}`)
  return {
    matches(object) {
      const shown = type.conversion ? presented(object, type) : object
      return terms.every(({path, equal, value}) => (fieldText(shown, path) === value) === equal)
    },
    name: terms.find(({path, equal}) => path === 'metadata.name' && equal)?.value,
  }
}

function fieldText(object: ApiObject, path: string): string {
  const value = valueAt(treeOf(object), path.split('.'))
  if (path === 'status.podIPs' && isList(value)) return value.map((one) => valueAt(one, ['ip'])).join(',')
  if (path === 'source')
    return String(valueAt(treeOf(object), ['source', 'component']) ?? object['reportingComponent'] ?? '')
  if (value === undefined || value === null)
    return path === 'spec.unschedulable' || path === 'spec.hostNetwork' ? 'false' : ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function splitTerms(text: string): string[] {
  const terms: string[] = []
  let current = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) current += text[i] + (text[++i] ?? '')
    else if (text[i] === ',') {
      terms.push(current)
      current = ''
    } else current += text[i]
  }
  return [...terms, current].filter((term) => term !== '')
}

function parseTerm(term: string): Term {
  const match = /^((?:[^=!\\]|\\.)*?)(==|!=|=)(.*)$/s.exec(term)
  if (!match) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`)
  const [, path = '', operator, raw = ''] = match
  if (/(^|[^\\])(\\\\)*=/.test(raw)) throw badRequest(`invalid field selector: ${term}`)
  return {path, equal: operator !== '!=', value: raw.replace(/\\([\\,=])/g, '$1')}
}
