import {kserveServices} from '@ome/kinds/kubeflow'
import {inferenceServices} from '@ome/kinds/ome'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'
import {checkServiceName} from '../../domain/object-name.ts'

/** An InferenceService of one of the two products that have such a kind. */
export interface WantedService {
  readonly resource: ResourceRef & {readonly kind: string}
  /** As people call what serves it. */
  readonly product: 'KServe' | 'OME'
  readonly object: KubeObject
}

export interface ServePlace {
  readonly name: string
  readonly namespace: string
  readonly source: string
}

/** The one service of a file, with the name that was typed. Throws `usage` for anything else. */
export function readService(manifests: readonly Manifest[], {name, namespace, source}: ServePlace): WantedService {
  checkServiceName(name, 'a service')
  const [first, ...others] = manifests
  const object = first?.object
  const group = object?.apiVersion.split('/')[0]
  const resource = [kserveServices, inferenceServices].find(
    (each) => each.kind === object?.kind && each.group === group,
  )
  if (!object || !resource || others.length > 0) {
    const what =
      manifests.length > 1
        ? `${manifests.length} objects`
        : object
          ? `${/^[AEIOU]/.test(object.kind) ? 'an' : 'a'} ${object.kind}`
          : 'nothing'
    throw new OmeError('usage', `${source} holds ${what}: serve takes one InferenceService of KServe or OME`, [
      `create whatever it holds: ome apply -f ${source}`,
    ])
  }
  const own = object.metadata.namespace
  if (own !== undefined && own !== namespace)
    throw new OmeError('usage', `${source} says namespace ${own}, and ${namespace} was asked for`, [
      `serve it there: -n ${own}`,
    ])
  return {
    resource: {...resource, version: object.apiVersion.split('/')[1] ?? resource.version},
    product: resource === kserveServices ? 'KServe' : 'OME',
    object: {...object, metadata: {...object.metadata, name, namespace}},
  }
}
