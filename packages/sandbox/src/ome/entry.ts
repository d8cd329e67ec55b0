import type {ApiObject} from '../api.ts'
import {type ChildInput, childMeta} from './child-input.ts'
import {hostsOf, type IngressConfig} from './ingress-config.ts'
import type {MergedComponent} from './merge.ts'
import {componentName, serviceName} from './names.ts'
import {portsOf, servicePorts} from './pod.ts'

/** The component that clients reach: the one an annotation names, else the router, else the engine. */
export function entryComponent(service: ApiObject, inputs: readonly ChildInput[]): ChildInput | undefined {
  const named = service.metadata.annotations?.['ome.io/entrypoint-component']
  return (
    inputs.find((input) => input.component === named) ??
    inputs.find((input) => input.component === 'router') ??
    inputs[0]
  )
}

/** The Service by which clients outside the namespace reach a service that has no ingress. */
export function entryService(input: ChildInput): ApiObject {
  const {metadata} = input.service
  const target = serviceName(componentName(metadata.name, input.component))
  const type = metadata.annotations?.['ome.io/service-type']
  const address = metadata.annotations?.['ome.io/load-balancer-ip']
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(input, serviceName(metadata.name)),
    spec: {
      ...(type ? {type} : {}),
      ...(type === 'LoadBalancer' && address ? {loadBalancerIP: address} : {}),
      selector: input.mode === 'MultiNode' ? {'ray.io/node-type': 'head'} : {app: target},
      ports: servicePorts(input.merged),
    },
  }
}

/** The port in the address of a service. */
export const entryPort = (merged: MergedComponent): number => portsOf(merged)[0]?.containerPort ?? 8080

/** The Ingress of a service when the cluster makes ingresses. */
export function entryIngress(input: ChildInput, config: IngressConfig): ApiObject {
  const {service, component, merged} = input
  const {name} = service.metadata
  const target = {service: {name: serviceName(componentName(name, component)), port: {number: entryPort(merged)}}}
  const paths = [{path: '/', pathType: 'Prefix', backend: target}]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: childMeta(input, name),
    spec: {
      ...(config.className ? {ingressClassName: config.className} : {}),
      rules: hostsOf(config, service).map((host) => ({host, http: {paths}})),
    },
  }
}

/** The same for a cluster that routes with the Gateway API. */
export function entryRoute(input: ChildInput, config: IngressConfig): ApiObject {
  const {service, component, merged} = input
  const [namespace = '', gateway = ''] = config.gateway.split('/')
  const backend = {name: serviceName(componentName(service.metadata.name, component)), port: entryPort(merged)}
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: childMeta(input, service.metadata.name),
    spec: {
      hostnames: [...hostsOf(config, service)],
      parentRefs: [{group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway, namespace}],
      rules: [{matches: [{path: {type: 'PathPrefix', value: '/'}}], backendRefs: [backend]}],
    },
  }
}

/** The same for a cluster that routes with Istio, as serverless services need it. */
export function entryVirtualService(input: ChildInput, config: IngressConfig): ApiObject {
  const {service, component} = input
  const {namespace} = service.metadata
  const host = `${serviceName(componentName(service.metadata.name, component))}.${namespace}.svc.cluster.local`
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: childMeta(input, service.metadata.name),
    spec: {
      hosts: [...hostsOf(config, service)],
      gateways: [config.gateway],
      http: [{route: [{destination: {host, port: {number: 80}}, weight: 100}]}],
    },
  }
}
