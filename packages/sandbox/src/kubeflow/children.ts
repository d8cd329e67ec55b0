import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, ResourceName} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import type {World} from '../controllers/world.ts'
import {virtualServices} from './resources.ts'

/** Metadata of a child: in the namespace of its owner, and gone with it. */
export const childMeta = (owner: ApiObject, name: string, labels?: Record<string, string>): ApiObject['metadata'] => ({
  name,
  ...(owner.metadata.namespace === undefined ? {} : {namespace: owner.metadata.namespace}),
  ...(labels ? {labels} : {}),
  ownerReferences: [controlledBy(owner)],
})

/** Writes fields of a status when they differ from what is there; a field that is undefined goes. */
export function writeStatus(
  world: World,
  resource: ResourceName,
  object: ApiObject,
  status: Record<string, unknown>,
): void {
  const current: Record<string, unknown> = object['status'] ?? {}
  if (Object.entries(status).every(([field, value]) => isDeepStrictEqual(current[field], value))) return
  const wanted = Object.entries({...current, ...status}).filter(([, value]) => value !== undefined)
  world.api.updateStatus(resource, {...object, status: Object.fromEntries(wanted)})
}

/** The Service in front of a component: port 80, named after it, to a port of its pods. */
export const serviceFor = (owner: ApiObject, selector: Record<string, string>, targetPort: number): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: childMeta(owner, owner.metadata.name),
  spec: {
    type: 'ClusterIP',
    selector,
    ports: [{name: `http-${owner.metadata.name}`, port: 80, targetPort, protocol: 'TCP'}],
  },
})

/** The route of Kubeflow's gateway to a Service of the same namespace. */
export const routeFor = (owner: ApiObject, name: string, prefix: string): ApiObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: childMeta(owner, name),
  spec: {
    hosts: ['*'],
    gateways: ['kubeflow/kubeflow-gateway'],
    http: [
      {
        match: [{uri: {prefix}}],
        rewrite: {uri: prefix},
        route: [
          {
            destination: {
              host: `${owner.metadata.name}.${owner.metadata.namespace}.svc.cluster.local`,
              port: {number: 80},
            },
          },
        ],
      },
    ],
  },
})

/** True when the mesh is there. */
export const hasMesh = (world: World): boolean => world.api.serves(virtualServices)
