import type {Noun} from '@ome/inference-model/names'
import {
  acceleratorClasses,
  baseModels,
  clusterBaseModels,
  clusterServingRuntimes,
  inferenceServices,
  servingRuntimes,
} from '@ome/kinds/ome'
import {OmeError} from '@ome/sdk/errors'
import type {ResourceRef} from '@ome/sdk/kube'

/** An item of any noun, as far as its cluster object can be found from it. */
export interface Locatable {
  readonly name: string
  readonly namespace?: string
  readonly scope?: 'namespace' | 'cluster'
  readonly source?: 'class' | 'nodes'
}

/** The collection that holds an item's object. Throws `usage` for a group of nodes, which is no object. */
export function resourceOf(noun: Noun, item: Locatable): ResourceRef & {readonly kind: string} {
  switch (noun) {
    case 'service':
      return inferenceServices
    case 'model':
      return item.scope === 'cluster' ? clusterBaseModels : baseModels
    case 'runtime':
      return item.scope === 'cluster' ? clusterServingRuntimes : servingRuntimes
    case 'accelerator':
      if (item.source !== 'nodes') return acceleratorClasses
      throw new OmeError('usage', `accelerator "${item.name}" is a group of nodes without an AcceleratorClass`, [
        `its nodes: ome get nodes -l nvidia.com/gpu.product=${item.name}`,
      ])
  }
}
