import {at, list, text} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ListOptions, ResourceRef} from '@ome/sdk/kube'

/** Processor and memory in use. */
export interface Usage {
  readonly cores: number
  readonly bytes: number
}

/** What was measured, by `namespace/name` of pods or name of nodes; or why nothing was. */
export type Usages = {readonly known: ReadonlyMap<string, Usage>} | {readonly unknown: string}

const metrics = (plural: string, namespaced: boolean): ResourceRef => ({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  plural,
  namespaced,
})

/** The pods of one namespace, or of all; those that a selector of labels takes. */
export const podUsages = (kube: KubeClient, namespace: string | undefined, labelSelector?: string): Promise<Usages> =>
  usages(
    kube,
    metrics('pods', true),
    {...(namespace && {namespace}), ...(labelSelector && {labelSelector})},
    (object) => list(object['containers']).map((container) => at(container, 'usage')),
  )

export const nodeUsages = (kube: KubeClient): Promise<Usages> =>
  usages(kube, metrics('nodes', false), {}, (object) => [object['usage']])

/** A cluster without metrics-server, or with one that is down, has less to show: that is no error. */
async function usages(
  kube: KubeClient,
  resource: ResourceRef,
  options: ListOptions,
  parts: (object: KubeObject) => readonly unknown[],
): Promise<Usages> {
  try {
    const objects = await kube.list(resource, options)
    return {known: new Map(objects.map((object) => [keyOf(object), sum(parts(object))]))}
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled' || error.kind === 'bug') throw error
    const reasons = {
      denied: `you may not list ${resource.plural}.metrics.k8s.io`,
      'not-found': 'the cluster has no metrics.k8s.io',
    }
    return {
      unknown:
        error.kind === 'denied' || error.kind === 'not-found'
          ? reasons[error.kind]
          : `metrics.k8s.io: ${error.message}`,
    }
  }
}

const keyOf = ({metadata}: KubeObject): string =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`

const sum = (all: readonly unknown[]): Usage => ({
  cores: all.reduce<number>((total, usage) => total + (parseQuantity(text(at(usage, 'cpu'))) ?? 0), 0),
  bytes: all.reduce<number>((total, usage) => total + (parseQuantity(text(at(usage, 'memory'))) ?? 0), 0),
})
