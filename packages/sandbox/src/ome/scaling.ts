import type {ApiObject} from '../api.ts'
import {type ChildInput, childMeta} from './child-input.ts'
import {asFields} from './merge.ts'
import {componentName, lastCharacters} from './names.ts'

export type AutoscalerClass = 'hpa' | 'keda' | 'external'

/** Who scales a component: its annotation decides. */
export function autoscalerClass({metadata}: ApiObject): AutoscalerClass {
  const named = metadata.annotations?.['ome.io/autoscalerClass']
  return named === 'keda' || named === 'external' ? named : 'hpa'
}

const bounds = ({merged}: ChildInput): {min: number; max: number} => {
  const min = Number(merged.settings['minReplicas'] ?? 1)
  return {min, max: Math.max(min, Number(merged.settings['maxReplicas'] ?? min))}
}

/** The autoscaler that writes the replicas of a component's Deployment. */
export function componentAutoscaler(input: ChildInput): ApiObject {
  const {service, component, merged} = input
  const annotations = service.metadata.annotations ?? {}
  const name = componentName(service.metadata.name, component)
  const target = Number(annotations['ome.io/targetUtilizationPercentage'] ?? merged.settings['scaleTarget'] ?? 80)
  const metric = annotations['ome.io/metrics'] ?? merged.settings['scaleMetric'] ?? 'cpu'
  const {min, max} = bounds(input)
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: childMeta(input, name),
    spec: {
      scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name},
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {type: 'Resource', resource: {name: metric, target: {type: 'Utilization', averageUtilization: target}}},
      ],
    },
  }
}

/** Name of a component's ScaledObject. */
export const scaledObjectName = (service: string, component: ChildInput['component']): string =>
  `scaledobject-${lastCharacters(componentName(service, component), 50)}`

/** Scaling by a query; its default asks for a service named like the component, which no pod is labelled with. */
export function componentScaledObject(input: ChildInput): ApiObject {
  const {service, component} = input
  const name = componentName(service.metadata.name, component)
  const {min, max} = bounds(input)
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: childMeta(input, scaledObjectName(service.metadata.name, component)),
    spec: {
      scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name},
      minReplicaCount: min,
      maxReplicaCount: max,
      triggers: [prometheusTrigger(service, name)],
    },
  }
}

const defaultQuery =
  'sum by (ome_io_inferenceservice) (vllm:num_requests_running{ome_io_inferenceservice="%s"}) + sum by (ome_io_inferenceservice) (vllm:num_requests_waiting{ome_io_inferenceservice="%s"})'

function prometheusTrigger(service: ApiObject, component: string): Record<string, unknown> {
  const given = asFields(service.spec.kedaConfig)
  const annotations = service.metadata.annotations ?? {}
  const setting = (annotation: string, field: string, fallback: string): string =>
    String(annotations[`autoscaling.keda.sh/${annotation}`] ?? given[field] ?? fallback)
  const query = setting('prometheus.query', 'customPromQuery', defaultQuery).replaceAll('%s', component)
  const {authenticationRef, authModes} = given
  return {
    type: 'prometheus',
    metadata: {
      serverAddress: setting(
        'prometheus.serverAddress',
        'promServerAddress',
        'http://prometheus-operated.monitoring:9090',
      ),
      query,
      threshold: setting('threshold', 'scalingThreshold', '10'),
      ...(authModes ? {authModes: String(authModes)} : {}),
    },
    ...(authenticationRef ? {authenticationRef: asFields(authenticationRef)} : {}),
  }
}
