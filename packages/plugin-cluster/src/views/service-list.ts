import type {Service} from '@ome/inference-model/service'
import {statusTone} from '@ome/inference-model/status-tone'
import {age, formatBytes} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'

export const serviceList: View<readonly Service[]> = {
  kind: 'ServiceList',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'NAME', value: ({name}) => name},
    {header: 'MODEL', rank: 2, value: ({model}) => model?.name},
    {
      header: 'RUNTIME',
      value: ({runtime, runtimeSource}) => runtime && (runtimeSource === 'predicted' ? `~${runtime}` : runtime),
    },
    {header: 'REPLICAS', rank: 3, value: ({replicas, readyReplicas}) => `${readyReplicas}/${replicas}`},
    {header: 'STATUS', value: ({status}) => status, tone: ({status}) => statusTone(status)},
    {header: 'AGE', rank: 1, value: ({createdAt}, page) => age(createdAt, page.now)},
    {header: 'URL', value: ({url}) => url, wide: true},
    {header: 'GPUS', value: ({gpus}) => gpus, wide: true},
    {header: 'MEMORY', value: ({memoryBytes}) => formatBytes(memoryBytes), wide: true},
  ],
  json: serviceFace,
  name: ({name}) => `inferenceservice.ome.io/${name}`,
  empty: 'no services found',
}

/** The documented JSON shape of a service. */
export function serviceFace(service: Service): Record<string, unknown> {
  return {
    name: service.name,
    namespace: service.namespace,
    model: service.model?.name ?? null,
    runtime: service.runtime ?? null,
    runtimeSource: service.runtimeSource ?? null,
    replicas: service.replicas,
    readyReplicas: service.readyReplicas,
    status: service.status,
    reason: service.reason ?? null,
    url: service.url ?? null,
    gpus: service.gpus,
    memoryBytes: service.memoryBytes,
    components: service.components.map(({name, replicas, readyReplicas, minReplicas, maxReplicas}) => ({
      name,
      replicas,
      readyReplicas,
      minReplicas: minReplicas ?? null,
      maxReplicas: maxReplicas ?? null,
    })),
    labels: service.labels,
    createdAt: service.createdAt ?? null,
  }
}
