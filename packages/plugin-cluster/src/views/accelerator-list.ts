import type {Accelerator} from '@ome/inference-model/accelerator'
import {age, formatBytes} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'

export const acceleratorList: View<readonly Accelerator[]> = {
  kind: 'AcceleratorList',
  columns: [
    {header: 'NAME', value: ({name, source}) => (source === 'nodes' ? `${name} (no class)` : name)},
    {header: 'VENDOR', value: ({vendor}) => vendor},
    {header: 'FAMILY', value: ({family}) => family},
    {header: 'MEMORY', rank: 1, value: ({memoryBytes}) => memoryBytes && formatBytes(memoryBytes)},
    {header: 'NODES', rank: 1, value: ({nodes}) => nodes.length},
    {header: 'GPUS', rank: 2, value: ({gpus}) => gpus},
    {
      header: 'FREE',
      rank: 3,
      value: ({free}) => free,
      tone: ({free, gpus}) => (free === 0 && gpus > 0 ? 'warn' : undefined),
    },
    {header: 'AGE', value: ({createdAt, source}, page) => (source === 'nodes' ? undefined : age(createdAt, page.now))},
    {header: 'COST/H', value: ({costPerHour}) => costPerHour, wide: true},
    {header: 'NODE-NAMES', value: ({nodes}) => nodes.join(','), wide: true},
  ],
  json: acceleratorFace,
  name: ({name, source}) => (source === 'nodes' ? `nodes/${name}` : `acceleratorclass.ome.io/${name}`),
  empty: 'no accelerators found',
}

/** The documented JSON shape of an accelerator. */
export function acceleratorFace(accelerator: Accelerator): Record<string, unknown> {
  return {
    name: accelerator.name,
    source: accelerator.source,
    vendor: accelerator.vendor ?? null,
    family: accelerator.family ?? null,
    model: accelerator.model ?? null,
    memoryBytes: accelerator.memoryBytes ?? null,
    nodes: accelerator.nodes,
    gpus: accelerator.gpus,
    free: accelerator.free,
    costPerHour: accelerator.costPerHour ?? null,
    spotCostPerHour: accelerator.spotCostPerHour ?? null,
    createdAt: accelerator.createdAt ?? null,
  }
}
