import {formatBytes} from '@ome/sdk/units'
import type {Cell, Column, View} from '@ome/sdk/view'
import type {Loaded, NodeRow, PodRow, ServiceRow} from '../domain/rows.ts'

/** Processor time as kubectl top writes it. */
const cpu = (cores: number | undefined): Cell => (cores === undefined ? '-' : `${Math.round(cores * 1000)}m`)
const memory = (bytes: number | undefined): Cell => (bytes === undefined ? '-' : formatBytes(bytes))
const percent = (share: number | undefined): Cell => (share === undefined ? '-' : `${Math.round(share)}%`)
const count = (amount: number | undefined): Cell => amount ?? '-'

const namespace: Column<Loaded> = {
  header: 'NAMESPACE',
  value: (row) => row.namespace,
  onlyAllNamespaces: true,
}
const name: Column<Loaded> = {header: 'NAME', value: (row) => row.name}
const usage: readonly Column<Loaded>[] = [
  {header: 'CPU', value: ({cores}) => cpu(cores), align: 'right', rank: 2},
  {header: 'MEMORY', value: ({memoryBytes}) => memory(memoryBytes), align: 'right', rank: 1},
]
const utilization: Column<Loaded> = {
  header: 'GPU-UTIL',
  value: ({gpuUtilization}) => percent(gpuUtilization),
  align: 'right',
  rank: 5,
}

const face = ({name, namespace, cores, memoryBytes, gpus, gpuUtilization}: Loaded) => ({
  name,
  ...(namespace !== undefined && {namespace}),
  cpuCores: cores ?? null,
  memoryBytes: memoryBytes ?? null,
  gpus: gpus ?? null,
  gpuUtilizationPercent: gpuUtilization ?? null,
})

export const topServiceList: View<readonly ServiceRow[]> = {
  kind: 'ServiceUsageList',
  columns: [
    namespace,
    name,
    {header: 'REPLICAS', value: ({readyReplicas, replicas}) => `${readyReplicas}/${replicas}`, rank: 6},
    ...usage,
    {header: 'GPUS', value: ({gpus}) => count(gpus), align: 'right', rank: 5},
    utilization,
    {header: 'KV-CACHE', value: ({kvCache}) => percent(kvCache), align: 'right', rank: 4},
    {header: 'RUNNING', value: ({running}) => count(running), align: 'right', rank: 3},
    {header: 'WAITING', value: ({waiting}) => count(waiting), align: 'right', rank: 3},
  ],
  json: (row) => ({
    ...face(row),
    readyReplicas: row.readyReplicas,
    replicas: row.replicas,
    kvCachePercent: row.kvCache ?? null,
    running: row.running ?? null,
    waiting: row.waiting ?? null,
  }),
  name: (row) => `inferenceservice.ome.io/${row.name}`,
  empty: 'no services',
}

export const topNodeList = (showGpu: boolean): View<readonly NodeRow[]> => ({
  kind: 'NodeUsageList',
  columns: [
    name,
    ...usage,
    {header: 'PODS', value: ({pods}) => count(pods), align: 'right', rank: 0},
    ...(showGpu ? gpuColumns : []),
  ],
  json: (row) => ({
    ...face(row),
    pods: row.pods ?? null,
    gpusUsed: row.used ?? null,
    gpusFree: row.free ?? null,
    product: row.product ?? null,
  }),
  name: (row) => `node/${row.name}`,
  empty: 'no nodes',
})

const gpuColumns: readonly Column<NodeRow>[] = [
  {header: 'GPUS', value: ({gpus}) => count(gpus), align: 'right', rank: 4},
  {header: 'USED', value: ({used}) => count(used), align: 'right', rank: 3},
  {header: 'FREE', value: ({free}) => count(free), align: 'right', rank: 6},
  utilization,
  {header: 'PRODUCT', value: ({product}) => product ?? '-', rank: 0},
]

export const topPodList = (showGpu: boolean): View<readonly PodRow[]> => ({
  kind: 'PodUsageList',
  columns: [
    namespace,
    name,
    ...usage,
    ...(showGpu
      ? [{header: 'GPUS', value: ({gpus}: PodRow) => count(gpus), align: 'right' as const}, utilization]
      : []),
  ],
  json: (row) => ({...face(row), node: row.node ?? null}),
  name: (row) => `pod/${row.name}`,
  empty: 'no pods',
})
