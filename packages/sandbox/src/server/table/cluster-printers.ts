import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {columns, type Printer} from './columns.ts'
import {ageOf} from './human-duration.ts'

const objects = (value: unknown): JsonObject[] => (isList(value) ? value.filter(isObject) : [])
const partsOf = (object: ApiObject) => ({
  spec: asObject(treeOf(object)['spec']),
  status: asObject(treeOf(object)['status']),
})
const age = (object: ApiObject, nowMs: number): string => ageOf(object.metadata.creationTimestamp, nowMs)
const orNone = (value: string): string => value || '<none>'

const rolePrefix = 'node-role.kubernetes.io/'

function nodeRoles({metadata: {labels = {}}}: ApiObject): string {
  const roles = Object.keys(labels)
    .filter((key) => key.startsWith(rolePrefix) && key.length > rolePrefix.length)
    .map((key) => key.slice(rolePrefix.length))
  const named = labels['kubernetes.io/role']
  return orNone([...new Set([...roles, ...(named ? [named] : [])])].sort().join(','))
}

const nodes: Printer = {
  columns: columns(
    'Name,Status,Roles,Age,Version,Internal-IP*,External-IP*,OS-Image*,Kernel-Version*,Container-Runtime*',
  ),
  cells(node, nowMs) {
    const {spec, status} = partsOf(node)
    const ready = objects(status['conditions']).find((one) => one['type'] === 'Ready')
    const state = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady'
    const info = asObject(status['nodeInfo'])
    const address = (type: string) =>
      orNone(asText(objects(status['addresses']).find((one) => one['type'] === type)?.['address']))
    const unknown = (key: string) => asText(info[key]) || '<unknown>'
    return [
      node.metadata.name,
      spec['unschedulable'] === true ? `${state},SchedulingDisabled` : state,
      nodeRoles(node),
      age(node, nowMs),
      asText(info['kubeletVersion']),
      address('InternalIP'),
      address('ExternalIP'),
      unknown('osImage'),
      unknown('kernelVersion'),
      unknown('containerRuntimeVersion'),
    ]
  },
}

function externalAddress(spec: JsonObject, status: JsonObject): string {
  const own = isList(spec['externalIPs']) ? spec['externalIPs'].map(String) : []
  if (spec['type'] === 'ExternalName') return asText(spec['externalName'])
  if (spec['type'] !== 'LoadBalancer') return orNone(own.join(','))
  const balancers = objects(asObject(status['loadBalancer'])['ingress']).map(
    (one) => asText(one['ip']) || asText(one['hostname']),
  )
  return [...balancers, ...own].join(',') || '<pending>'
}

const services: Printer = {
  columns: columns('Name,Type,Cluster-IP,External-IP,Port(s),Age,Selector*'),
  cells(service, nowMs) {
    const {spec, status} = partsOf(service)
    const ports = objects(spec['ports']).map(
      (port) =>
        `${String(port['port'])}${port['nodePort'] ? `:${String(port['nodePort'])}` : ''}/${asText(port['protocol']) || 'TCP'}`,
    )
    const selector = Object.entries(asObject(spec['selector']))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${String(value)}`)
    return [
      service.metadata.name,
      asText(spec['type']) || 'ClusterIP',
      orNone(asText(spec['clusterIP'])),
      externalAddress(spec, status),
      orNone(ports.join(',')),
      age(service, nowMs),
      orNone(selector.join(',')),
    ]
  },
}

const namespaces: Printer = {
  columns: columns('Name,Status,Age'),
  cells: (object, nowMs) => [object.metadata.name, asText(partsOf(object).status['phase']), age(object, nowMs)],
}

const sizeOf = (object: ApiObject): number =>
  Object.keys(asObject(object['data'])).length + Object.keys(asObject(object['binaryData'])).length

const configMaps: Printer = {
  columns: columns('Name,Data,Age'),
  cells: (object, nowMs) => [object.metadata.name, sizeOf(object), age(object, nowMs)],
}

const secrets: Printer = {
  columns: columns('Name,Type,Data#,Age'),
  cells: (object, nowMs) => [object.metadata.name, asText(object['type']), sizeOf(object), age(object, nowMs)],
}

const serviceAccounts: Printer = {
  columns: columns('Name,Secrets#,Age'),
  cells: (object, nowMs) => [object.metadata.name, objects(object['secrets']).length, age(object, nowMs)],
}

/** `2m (x3 over 5m)` for a repeated event. */
function lastSeen(event: ApiObject, nowMs: number): string {
  const last = ageOf(event['lastTimestamp'] ?? event['eventTime'] ?? event['firstTimestamp'], nowMs)
  const count = Number(event['count'] ?? 1)
  return count > 1 ? `${last} (x${count} over ${ageOf(event['firstTimestamp'], nowMs)})` : last
}

const events: Printer = {
  columns: columns('Last Seen,Type,Reason,Object,Subobject*,Source*,Message,First Seen*,Count*#,Name*'),
  cells(event, nowMs) {
    const about = asObject(event['involvedObject'])
    const source = asObject(event['source'])
    const component = asText(source['component']) || asText(event['reportingComponent'])
    const host = asText(source['host'])
    return [
      lastSeen(event, nowMs),
      asText(event['type']),
      asText(event['reason']),
      `${asText(about['kind']).toLowerCase()}/${asText(about['name'])}`,
      asText(about['fieldPath']),
      host ? `${component}, ${host}` : component,
      asText(event['message']).trim(),
      ageOf(event['firstTimestamp'] ?? event['eventTime'], nowMs),
      Number(event['count'] ?? 1),
      event.metadata.name,
    ]
  },
}

const created: Printer = {
  columns: columns('Name,Created At'),
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp ?? '<unknown>'],
}

const bindings: Printer = {
  columns: columns('Name,Role,Age,Users*,Groups*,ServiceAccounts*'),
  cells(binding, nowMs) {
    const role = asObject(binding['roleRef'])
    const named = (kind: string) =>
      objects(binding['subjects'])
        .filter((one) => one['kind'] === kind)
        .map((one) =>
          kind === 'ServiceAccount' ? `${asText(one['namespace'])}/${asText(one['name'])}` : asText(one['name']),
        )
        .join(', ')
    return [
      binding.metadata.name,
      `${asText(role['kind'])}/${asText(role['name'])}`,
      age(binding, nowMs),
      named('User'),
      named('Group'),
      named('ServiceAccount'),
    ]
  },
}

const leases: Printer = {
  columns: columns('Name,Holder,Age'),
  cells: (lease, nowMs) => [lease.metadata.name, asText(partsOf(lease).spec['holderIdentity']), age(lease, nowMs)],
}

const quotas: Printer = {
  columns: columns('Name,Request,Limit,Age'),
  cells(quota, nowMs) {
    const {hard, used} = partsOf(quota).status
    const line = (limits: boolean) =>
      Object.entries(asObject(hard))
        .filter(([key]) => key.startsWith('limits.') === limits)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}: ${String(asObject(used)[key] ?? 0)}/${String(value)}`)
        .join(', ')
    return [quota.metadata.name, line(false), line(true), age(quota, nowMs)]
  },
}

const priorityClasses: Printer = {
  columns: columns('Name,Value#,Global-Default,Age,PreemptionPolicy*'),
  cells: (object, nowMs) => [
    object.metadata.name,
    Number(object['value'] ?? 0),
    object['globalDefault'] === true,
    age(object, nowMs),
    asText(object['preemptionPolicy']) || 'PreemptLowerPriority',
  ],
}

const disruptionBudgets: Printer = {
  columns: columns('Name,Min Available,Max Unavailable,Allowed Disruptions#,Age'),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    return [
      object.metadata.name,
      String(spec['minAvailable'] ?? 'N/A'),
      String(spec['maxUnavailable'] ?? 'N/A'),
      Number(status['disruptionsAllowed'] ?? 0),
      age(object, nowMs),
    ]
  },
}

export const clusterPrinters: Readonly<Record<string, Printer>> = {
  '/nodes': nodes,
  '/services': services,
  '/namespaces': namespaces,
  '/configmaps': configMaps,
  '/secrets': secrets,
  '/serviceaccounts': serviceAccounts,
  '/events': events,
  '/resourcequotas': quotas,
  'rbac.authorization.k8s.io/roles': created,
  'rbac.authorization.k8s.io/clusterroles': created,
  'rbac.authorization.k8s.io/rolebindings': bindings,
  'rbac.authorization.k8s.io/clusterrolebindings': bindings,
  'apiextensions.k8s.io/customresourcedefinitions': created,
  'coordination.k8s.io/leases': leases,
  'scheduling.k8s.io/priorityclasses': priorityClasses,
  'policy/poddisruptionbudgets': disruptionBudgets,
}
