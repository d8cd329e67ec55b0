import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {type Selector, selects} from '../domain/selector.ts'
import type {Inventory} from '../domain/workload.ts'

const networkPolicies = {
  group: 'networking.k8s.io',
  version: 'v1',
  plural: 'networkpolicies',
  namespaced: true,
} as const

export const uncovered =
  (kube: KubeClient): Inventory['uncovered'] =>
  async (workloads, namespace) => {
    try {
      const found = await kube.list(networkPolicies, namespace === undefined ? {} : {namespace})
      const policies = found.map(({metadata, ['spec']: spec}) => ({
        namespace: metadata.namespace,
        selector: (spec?.podSelector ?? {}) as Selector,
      }))
      return workloads.filter(
        (workload) =>
          !policies.some(
            (policy) => policy.namespace === workload.namespace && selects(policy.selector, workload.labels),
          ),
      )
    } catch (error) {
      if (isOmeError(error) && error.kind === 'denied') return undefined
      throw error
    }
  }
