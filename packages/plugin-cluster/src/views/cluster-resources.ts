import {formatBytes} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {ClusterResources} from '../domain/requests.ts'

const cores = (cpu: number): number => Math.round(cpu * 10) / 10

export const resourceTotals: View<ClusterResources> = {
  kind: 'ClusterResources',
  blocks: ({kinds, by, requests}) => [
    {
      type: 'table',
      title: 'Objects',
      header: ['KIND', 'OBJECTS'],
      rows: kinds.map(({kind, objects}) => [kind, objects]),
    },
    {
      type: 'table',
      title: 'Requests',
      header: [by ?? 'NAMESPACE', 'PODS', 'CPU', 'MEMORY', 'GPUS'],
      rows: requests.map(({group, pods, cpu, memoryBytes, gpus}) => [
        group,
        pods,
        cores(cpu),
        formatBytes(memoryBytes),
        gpus,
      ]),
    },
  ],
  json: ({kinds, by, requests}) => ({kinds, by: by ?? 'namespace', requests}),
}
