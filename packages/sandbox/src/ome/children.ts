import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {acceleratorResources} from './accelerator-choice.ts'
import {asFields, type Fields, list, type MergedComponent} from './merge.ts'
import {type Component, componentName, modelNodeLabel, serviceName} from './names.ts'

export interface ChildInput {
  readonly service: ApiObject
  readonly component: Component
  readonly merged: MergedComponent
  readonly model: ApiObject | undefined
  readonly runtime: ApiObject | undefined
  readonly accelerator: ApiObject | undefined
}

const podOnly = ['k8s.grafana.com/', 'loki.grafana.com/', 'prometheus.io/', 'networking.gke.io/', 'rdma.ome.io/']

/** The objects a component consists of, without replicas: those are the autoscaler's. */
export function childrenOf(input: ChildInput): {
  deployment: ApiObject
  service: ApiObject
  autoscaler: ApiObject | undefined
  budget: ApiObject
} {
  return {
    deployment: deployment(input),
    service: service(input),
    autoscaler: autoscaler(input),
    budget: budget(input),
  }
}

/** Name, labels, annotations and owner of a child. */
export function childMeta({service, component}: ChildInput, name: string): ApiObject['metadata'] {
  const annotations = Object.entries(service.metadata.annotations ?? {}).filter(
    ([key]) => !podOnly.some((prefix) => key.startsWith(prefix)) && !key.startsWith('kubectl.kubernetes.io/'),
  )
  return {
    name,
    ...(service.metadata.namespace === undefined ? {} : {namespace: service.metadata.namespace}),
    labels: {
      ...service.metadata.labels,
      app: serviceName(componentName(service.metadata.name, component)),
      component,
      'ome.io/inferenceservice': service.metadata.name,
    },
    annotations: Object.fromEntries(annotations),
    ownerReferences: [controlledBy(service)],
  }
}

function deployment(input: ChildInput): ApiObject {
  const {service, component, merged} = input
  const name = componentName(service.metadata.name, component)
  const base = childMeta(input, name)
  const strategy = merged.settings['deploymentStrategy']
  const rolling = {type: 'RollingUpdate', rollingUpdate: {maxSurge: '25%', maxUnavailable: '25%'}}
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {...base, labels: {...base.labels, ...runtimeLabel(input)}},
    spec: {
      selector: {matchLabels: {app: serviceName(name)}},
      strategy: strategy ?? rolling,
      template: {metadata: {labels: podLabels(input, base), annotations: podAnnotations(input)}, spec: podSpec(input)},
    },
  }
}

const runtimeLabel = ({runtime}: ChildInput): Record<string, string> =>
  runtime ? {'serving-runtime': runtime.metadata.name} : {}

function podLabels(input: ChildInput, base: ApiObject['metadata']): Record<string, string> {
  const {model, merged} = input
  const own = model
    ? {
        'base-model-name': model.metadata.name,
        'base-model-size': String(model.spec.modelParameterSize ?? ''),
        'base-model-type': 'Serving',
        'base-model-vendor': String(model.spec.vendor ?? ''),
      }
    : {}
  const set = Object.entries({...base.labels, ...runtimeLabel(input), ...own, ...texts(merged.settings['labels'])})
  return Object.fromEntries(set.filter(([key, value]) => value !== '' || !key.startsWith('base-model')))
}

function podAnnotations({service, model, runtime, merged}: ChildInput): Record<string, string> {
  const carried = Object.entries(service.metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('kubectl.kubernetes.io/'),
  )
  return {
    ...Object.fromEntries(carried),
    ...(model
      ? {
          'ome.io/base-model-name': model.metadata.name,
          'ome.io/base-model-vendor': String(model.spec.vendor ?? ''),
          'ome.io/base-model-format': String(model.spec.modelFormat?.name ?? ''),
          'ome.io/base-model-format-version': String(model.spec.modelFormat?.version ?? ''),
        }
      : {}),
    ...(runtime ? {'ome.io/serving-runtime': runtime.metadata.name} : {}),
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(portsOf(merged)[0]?.containerPort ?? 8080),
    'prometheus.io/path': '/metrics',
    ...texts(merged.settings['annotations']),
  }
}

const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(asFields(value)).map(([key, text]) => [key, String(text)]))

function podSpec(input: ChildInput): Record<string, unknown> {
  const {merged, model, component, service} = input
  const path: string = model?.spec.storage?.path ?? `/raid/models/${model?.metadata.name}`
  const isEngine = component !== 'router' && model !== undefined
  const volume = {name: 'model-storage', hostPath: {path, type: 'DirectoryOrCreate'}}
  const selector = {
    ...texts(merged.pod['nodeSelector']),
    ...(isEngine ? {[modelNodeLabel(model)]: 'Ready'} : {}),
    ...(isEngine ? texts(input.accelerator?.spec.discovery?.nodeSelector) : {}),
  }
  return {
    ...merged.pod,
    containers: [runnerOf(input, path, isEngine), ...list(merged.pod['containers'])],
    ...(isEngine ? {volumes: [...list(merged.pod['volumes']), volume]} : {}),
    ...(Object.keys(selector).length > 0 ? {nodeSelector: selector} : {}),
    ...(component === 'router' ? {serviceAccountName: `${service.metadata.name}-router`} : {}),
  }
}

function runnerOf(input: ChildInput, path: string, isEngine: boolean): Fields {
  const {merged, model, accelerator, service, component} = input
  const {runner} = merged
  const given = new Set(list(runner['env']).map((entry) => entry['name']))
  const config = Object.entries(texts(merged.settings['config'])).map(([name, value]) => ({name, value}))
  const defaults = isEngine
    ? [
        {name: 'MODEL_PATH', value: path},
        {name: 'SERVED_MODEL_NAME', value: model?.metadata.name ?? ''},
      ]
    : []
  const env = [...defaults, ...config].filter((entry) => !given.has(entry.name))
  const mounts = list(runner['volumeMounts'])
  const ownResources = service.spec[component]?.runner?.resources
  const amounts = isEngine && accelerator && !ownResources ? acceleratorResources(accelerator) : undefined
  return {
    ...runner,
    ports: portsOf(merged),
    ...(env.length + given.size > 0 ? {env: [...list(runner['env']), ...env]} : {}),
    ...(isEngine ? {volumeMounts: [...mounts, {name: 'model-storage', mountPath: path, readOnly: true}]} : {}),
    ...(amounts
      ? {
          resources: {
            ...asFields(runner['resources']),
            limits: {...asFields(asFields(runner['resources'])['limits']), ...amounts},
            requests: {...asFields(asFields(runner['resources'])['requests']), ...amounts},
          },
        }
      : {}),
    ...(runner['readinessProbe'] ? {} : {readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 10}}),
  }
}

interface ContainerPort {
  name?: string
  containerPort: number
  protocol?: string
}

/** Ports of a component's main container; 8080 when it names none. */
export function portsOf({runner}: MergedComponent): ContainerPort[] {
  const ports = list(runner['ports']).flatMap((port) =>
    typeof port['containerPort'] === 'number'
      ? [
          {
            ...(typeof port['name'] === 'string' ? {name: port['name']} : {}),
            containerPort: port['containerPort'],
            protocol: 'TCP',
          },
        ]
      : [],
  )
  return ports.length > 0 ? ports : [{name: 'http1', containerPort: 8080, protocol: 'TCP'}]
}

function service(input: ChildInput): ApiObject {
  const name = serviceName(componentName(input.service.metadata.name, input.component))
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(input, name),
    spec: {selector: {app: name}, ports: servicePorts(input.merged)},
  }
}

/** The same as ports of a Service. */
export const servicePorts = (merged: MergedComponent): unknown[] =>
  portsOf(merged).map((port, index) => ({
    name: port.name ?? `port-${index}`,
    port: port.containerPort,
    targetPort: port.containerPort,
    protocol: 'TCP',
  }))

function autoscaler(input: ChildInput): ApiObject | undefined {
  const {service, component, merged} = input
  const annotations = service.metadata.annotations ?? {}
  if ((annotations['ome.io/autoscalerClass'] ?? 'hpa') !== 'hpa') return undefined
  const name = componentName(service.metadata.name, component)
  const target = Number(annotations['ome.io/targetUtilizationPercentage'] ?? merged.settings['scaleTarget'] ?? 80)
  const metric = annotations['ome.io/metrics'] ?? merged.settings['scaleMetric'] ?? 'cpu'
  const min = Number(merged.settings['minReplicas'] ?? 1)
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: childMeta(input, name),
    spec: {
      scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name},
      minReplicas: min,
      maxReplicas: Math.max(min, Number(merged.settings['maxReplicas'] ?? min)),
      metrics: [
        {type: 'Resource', resource: {name: metric, target: {type: 'Utilization', averageUtilization: target}}},
      ],
    },
  }
}

function budget(input: ChildInput): ApiObject {
  const {minAvailable, maxUnavailable} = input.merged.settings
  const name = componentName(input.service.metadata.name, input.component)
  const bound = minAvailable === undefined ? {maxUnavailable: maxUnavailable ?? 1} : {minAvailable}
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: childMeta(input, name),
    spec: {...bound, selector: {matchLabels: {app: serviceName(name)}}},
  }
}
