import type {Schema} from './schema.ts'

/**
 * The list types of the built-in kinds, by field name (`x-kubernetes-list-map-keys` and `-patch-merge-key` of
 * Kubernetes 1.36). Names not listed are atomic lists. Ports differ between containers and services.
 */
const open: Record<string, Schema> = {}
const containerFields: Record<string, Schema> = {}

/** Accepts every field; knows how lists merge. What a kind without a schema of its own is described with. */
export const openSchema: Schema = {type: 'object', properties: open, 'x-kubernetes-preserve-unknown-fields': true}
const anything: Schema = {'x-kubernetes-preserve-unknown-fields': true, properties: open}
const container: Schema = {'x-kubernetes-preserve-unknown-fields': true, properties: containerFields}

const mapList = (items: Schema, mergeKey: string, ...more: string[]): Schema => ({
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': [mergeKey, ...more],
  'x-kubernetes-patch-merge-key': mergeKey,
  'x-kubernetes-patch-strategy': 'merge',
  items,
})
const setList: Schema = {
  'x-kubernetes-list-type': 'set',
  'x-kubernetes-patch-strategy': 'merge',
  items: {type: 'string'},
}
const atomicMap: Schema = {'x-kubernetes-preserve-unknown-fields': true, 'x-kubernetes-map-type': 'atomic'}
const texts: Schema = {additionalProperties: {type: 'string'}}
const port = (key: string): Schema =>
  mapList({properties: {protocol: {default: 'TCP'}}, 'x-kubernetes-preserve-unknown-fields': true}, key, 'protocol')

const shared: Record<string, Schema> = {
  metadata: anything,
  spec: anything,
  status: anything,
  template: anything,
  labels: texts,
  annotations: texts,
  data: texts,
  binaryData: texts,
  stringData: texts,
  matchLabels: texts,
  nodeSelector: {...texts, 'x-kubernetes-map-type': 'atomic'},
  capacity: {additionalProperties: {}},
  allocatable: {additionalProperties: {}},
  finalizers: setList,
  ownerReferences: mapList(atomicMap, 'uid'),
  conditions: mapList(anything, 'type'),
  containers: mapList(container, 'name'),
  initContainers: mapList(container, 'name'),
  ephemeralContainers: mapList(container, 'name'),
  env: mapList(anything, 'name'),
  volumes: mapList(anything, 'name'),
  volumeMounts: mapList(anything, 'mountPath'),
  volumeDevices: mapList(anything, 'devicePath'),
  imagePullSecrets: mapList(atomicMap, 'name'),
  hostAliases: mapList(anything, 'ip'),
  topologySpreadConstraints: mapList(anything, 'topologyKey', 'whenUnsatisfiable'),
  resourceClaims: mapList(anything, 'name'),
  secrets: mapList(anything, 'name'),
  podIPs: mapList(anything, 'ip'),
  hostIPs: atomicMap,
  addresses: mapList(anything, 'type'),
  taints: {items: anything, 'x-kubernetes-patch-merge-key': 'key', 'x-kubernetes-patch-strategy': 'merge'},
  ports: port('port'),
  selector: atomicMap,
}
Object.assign(open, shared)
Object.assign(containerFields, shared, {ports: port('containerPort')})
