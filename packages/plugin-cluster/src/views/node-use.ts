import type {Column, View} from '@ome/sdk/view'
import type {NodeUse, ProductCapacity} from '../domain/fleet.ts'

const where: readonly Column<NodeUse>[] = [
  {header: 'NAME', value: ({accelerator}) => accelerator},
  {header: 'NODE', rank: 'keep', value: ({node}) => node},
]

const face = ({accelerator, node, total, used, free, schedulable, pods, services}: NodeUse) => ({
  accelerator,
  node,
  total,
  used,
  free,
  schedulable,
  pods: pods.map(({name, namespace, gpus, service}) => ({name, namespace, gpus, service: service ?? null})),
  services,
})

export const availableList: View<readonly NodeUse[]> = {
  kind: 'AvailableAcceleratorList',
  columns: [
    ...where,
    {header: 'FREE', rank: 'keep', value: ({free, schedulable}) => (schedulable ? free : '0 (cordoned)')},
    {header: 'TOTAL', value: ({total}) => total},
  ],
  json: face,
  name: ({node}) => `node/${node}`,
  empty: 'no node has a free accelerator',
}

export const usageList: View<readonly NodeUse[]> = {
  kind: 'AcceleratorUsageList',
  columns: [
    ...where,
    {header: 'USED', rank: 'keep', value: ({used}) => used},
    {header: 'TOTAL', rank: 3, value: ({total}) => total},
    {header: 'PODS', rank: 2, value: ({pods}) => pods.length},
    {header: 'SERVICES', rank: 1, value: ({services}) => services.join(',') || '-'},
    {
      header: 'GPU-UTIL',
      rank: 3,
      align: 'right',
      value: ({gpuUtilization}) => (gpuUtilization === undefined ? '-' : `${Math.round(gpuUtilization)}%`),
    },
  ],
  json: (use) => ({...face(use), gpuUtilizationPercent: use.gpuUtilization ?? null}),
  name: ({node}) => `node/${node}`,
  empty: 'no node has accelerators',
}

export const capacityList: View<readonly ProductCapacity[]> = {
  kind: 'CapacityList',
  columns: [
    {header: 'PRODUCT', value: ({product}) => product},
    {header: 'NODES', rank: 1, value: ({nodes}) => nodes},
    {header: 'GPUS', rank: 3, value: ({gpus}) => gpus},
    {header: 'REQUESTED', rank: 2, value: ({requested}) => requested},
    {header: 'FREE', rank: 'keep', value: ({free}) => free, tone: ({free}) => (free === 0 ? 'warn' : undefined)},
    {header: 'LARGEST-BLOCK', rank: 3, value: ({largestBlock}) => largestBlock},
  ],
  json: (capacity) => capacity,
  empty: 'no node has accelerators',
}

/** {@link capacityList} for one model: how many more replicas find a node. */
export const modelCapacityList: View<readonly ProductCapacity[]> = {
  ...capacityList,
  columns: [...(capacityList.columns ?? []), {header: 'REPLICAS', rank: 'keep', value: ({fits}) => fits}],
}
