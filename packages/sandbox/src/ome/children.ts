import type {ApiObject} from '../api.ts'
import {type ChildInput, childMeta} from './child-input.ts'
import {componentName, serviceName} from './names.ts'
import {podAnnotations, podLabels, podSpec, runtimeLabel, servicePorts} from './pod.ts'

/** The Deployment of a component, without replicas: those are the autoscaler's. */
export function componentDeployment(input: ChildInput): ApiObject {
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

/** The Service in front of a component's pods; of several nodes each, only the leaders answer. */
export function componentService(input: ChildInput): ApiObject {
  const name = serviceName(componentName(input.service.metadata.name, input.component))
  const selector = input.mode === 'MultiNode' ? {'ray.io/node-type': 'head'} : {app: name}
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(input, name),
    spec: {selector, ports: servicePorts(input.merged)},
  }
}

/** How many pods of a component may be missing at once. */
export function componentBudget(input: ChildInput): ApiObject {
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
