import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Strategy} from './strategy.ts'

/** Defaults of a pod spec, as `SetDefaults_PodSpec` of Kubernetes 1.36 gives them. */
function podSpecDefaults(spec: JsonObject): JsonObject {
  return {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    ...spec,
    containers: listOf(spec['containers'], containerDefaults),
    ...(isList(spec['initContainers']) && {initContainers: listOf(spec['initContainers'], containerDefaults)}),
    ...(isList(spec['volumes']) && {volumes: listOf(spec['volumes'], volumeDefaults)}),
  }
}

const listOf = (list: Json | undefined, map: (item: JsonObject) => JsonObject): Json[] =>
  isList(list) ? list.map((item) => (isObject(item) ? map(item) : item)) : []

function containerDefaults(container: JsonObject): JsonObject {
  return {
    ...container,
    imagePullPolicy: container['imagePullPolicy'] ?? pullPolicy(asText(container['image'])),
    resources: asObject(container['resources']),
    terminationMessagePath: container['terminationMessagePath'] ?? '/dev/termination-log',
    terminationMessagePolicy: container['terminationMessagePolicy'] ?? 'File',
    ...(isList(container['ports']) && {ports: listOf(container['ports'], (port) => ({protocol: 'TCP', ...port}))}),
    ...probes(container),
  }
}

function pullPolicy(image: string): string {
  const [, tag] = /:([^/:@]+)(@|$)/.exec(image) ?? []
  if (image.includes('@')) return 'IfNotPresent'
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent'
}

/** What a limit says without a request is asked for too; in pods alone, not in their templates. */
function requestsFromLimits(container: JsonObject): JsonObject {
  const resources = asObject(container['resources'])
  const limits = resources['limits']
  if (!isObject(limits)) return container
  return {...container, resources: {...resources, requests: {...limits, ...asObject(resources['requests'])}}}
}

function withRequests(spec: JsonObject): JsonObject {
  return {
    ...spec,
    containers: listOf(spec['containers'], requestsFromLimits),
    ...(isList(spec['initContainers']) && {initContainers: listOf(spec['initContainers'], requestsFromLimits)}),
  }
}

function probes(container: JsonObject): JsonObject {
  const filled: Record<string, Json> = {}
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name]
    if (isObject(probe))
      filled[name] = {
        failureThreshold: 3,
        periodSeconds: 10,
        successThreshold: 1,
        timeoutSeconds: 1,
        ...probe,
        ...httpGet(probe),
      }
  }
  return filled
}

const httpGet = (probe: JsonObject): JsonObject =>
  isObject(probe['httpGet']) ? {httpGet: {path: '/', scheme: 'HTTP', ...probe['httpGet']}} : {}

function volumeDefaults(volume: JsonObject): JsonObject {
  for (const source of ['configMap', 'secret', 'projected', 'downwardAPI'])
    if (isObject(volume[source])) return {...volume, [source]: {defaultMode: 420, ...volume[source]}}
  const host = volume['hostPath']
  if (isObject(host)) return {...volume, hostPath: {type: '', ...host}}
  return Object.values(volume).some(isObject) ? volume : {...volume, emptyDir: {}}
}

/** Kubernetes' quality-of-service class of a pod, from the cpu and memory of its containers. */
export function qosClass(spec: JsonObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...asList(spec['containers']), ...asList(spec['initContainers'])].map((one) =>
    asObject(one['resources']),
  )
  const amounts = containers.flatMap(({requests, limits}) => [asObject(requests), asObject(limits)])
  if (!amounts.some((amount) => amount['cpu'] || amount['memory'])) return 'BestEffort'
  const guaranteed = containers.every(({requests, limits}) =>
    ['cpu', 'memory'].every(
      (name) => asObject(limits)[name] !== undefined && asObject(limits)[name] === asObject(requests)[name],
    ),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

const asList = (value: Json | undefined): JsonObject[] => (isList(value) ? value.filter(isObject) : [])

const notReadyTolerations: readonly JsonObject[] = ['not-ready', 'unreachable'].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))

export const podStrategy: Strategy = {
  create(pod) {
    const spec = withRequests(podSpecDefaults(asObject(pod['spec'])))
    const given = asList(spec['tolerations'])
    const added = notReadyTolerations.filter(
      ({key}) => !given.some((one) => one['key'] === key || (!one['key'] && one['operator'] === 'Exists')),
    )
    return {
      ...pod,
      spec: {
        serviceAccountName: 'default',
        serviceAccount: asText(spec['serviceAccountName']) || 'default',
        enableServiceLinks: true,
        priority: 0,
        preemptionPolicy: 'PreemptLowerPriority',
        ...spec,
        tolerations: [...given, ...added],
      },
      status: {phase: 'Pending', qosClass: qosClass(spec)},
    }
  },
}

const rolling = {maxSurge: '25%', maxUnavailable: '25%'}

const specDefaults: Readonly<Record<string, (spec: JsonObject) => JsonObject>> = {
  Deployment: (spec) => ({
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...spec,
    strategy: withType(spec['strategy'], 'RollingUpdate', {rollingUpdate: rolling}),
  }),
  ReplicaSet: (spec) => ({replicas: 1, ...spec}),
  StatefulSet: (spec) => ({
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: 'OrderedReady',
    serviceName: '',
    persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Retain', whenScaled: 'Retain'},
    ...spec,
    updateStrategy: withType(spec['updateStrategy'], 'RollingUpdate', {rollingUpdate: {partition: 0}}),
  }),
  DaemonSet: (spec) => ({
    revisionHistoryLimit: 10,
    ...spec,
    updateStrategy: withType(spec['updateStrategy'], 'RollingUpdate', {
      rollingUpdate: {maxSurge: 0, maxUnavailable: 1},
    }),
  }),
}

function withType(given: Json | undefined, type: string, more: JsonObject): JsonObject {
  const strategy = asObject(given)
  const chosen = asText(strategy['type']) || type
  if (chosen !== type) return {...strategy, type: chosen}
  const [key = ''] = Object.keys(more)
  return {...strategy, type, [key]: {...asObject(more[key]), ...asObject(strategy[key])}}
}

/** Fills in the pod template and the kind's own defaults, on create and on every update. */
export function templateStrategy(kind: string): Strategy {
  const fill = (object: JsonObject): JsonObject => {
    const spec = specDefaults[kind]?.(asObject(object['spec'])) ?? asObject(object['spec'])
    return {...object, spec: {...spec, template: templateDefaults(asObject(spec['template']))}}
  }
  return {create: fill, update: fill}
}

/**
 * Defaults of a PodTemplateSpec; the same as of a pod, without what only admission adds (tolerations, service
 * account).
 */
export function templateDefaults(template: JsonObject): JsonObject {
  return {...template, metadata: asObject(template['metadata']), spec: podSpecDefaults(asObject(template['spec']))}
}
