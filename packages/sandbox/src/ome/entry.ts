import type {ApiObject} from '../api.ts'
import {type ChildInput, childMeta, portsOf, servicePorts} from './children.ts'
import type {MergedComponent} from './merge.ts'
import {componentName, serviceName} from './names.ts'

/** The Service by which clients outside the namespace reach a service that has no ingress. */
export function entryService(input: ChildInput): ApiObject {
  const target = serviceName(componentName(input.service.metadata.name, input.component))
  const name = serviceName(input.service.metadata.name)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(input, name),
    spec: {selector: {app: target}, ports: servicePorts(input.merged)},
  }
}

/** The port in the address of a service. */
export const entryPort = (merged: MergedComponent): number => portsOf(merged)[0]?.containerPort ?? 8080

/** The Ingress of a service when the cluster makes ingresses. */
export function entryIngress(input: ChildInput, domain: string): ApiObject {
  const {service, component, merged} = input
  const {name, namespace} = service.metadata
  const target = {service: {name: serviceName(componentName(name, component)), port: {number: entryPort(merged)}}}
  const paths = [{path: '/', pathType: 'Prefix', backend: target}]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: childMeta(input, name),
    spec: {rules: [{host: `${name}.${namespace}.${domain}`, http: {paths}}]},
  }
}
