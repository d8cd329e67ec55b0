import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import type {DeploymentMode} from './component-mode.ts'
import type {MergedComponent} from './merge.ts'
import {type Component, componentName, serviceName} from './names.ts'

/** Everything from which the objects of one component are made. */
export interface ChildInput {
  readonly service: ApiObject
  readonly component: Component
  readonly mode: DeploymentMode
  readonly merged: MergedComponent
  readonly model: ApiObject | undefined
  readonly runtime: ApiObject | undefined
  readonly accelerator: ApiObject | undefined
  /** The adapter that is served on top of the model. */
  readonly weight: ApiObject | undefined
}

const podOnly = ['k8s.grafana.com/', 'loki.grafana.com/', 'prometheus.io/', 'networking.gke.io/', 'rdma.ome.io/']

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
