import type {KubeObject} from '@ome/sdk/kube'
import {oneLine} from '@ome/sdk/text'

/** The name of a Service of Kubernetes that this program takes back: a bare `service/x` would be one of ours. */
export const coreServiceName = ({apiVersion, kind, metadata}: KubeObject): string | undefined =>
  apiVersion === 'v1' && kind === 'Service' ? oneLine(`service.v1/${metadata.name}`) : undefined
