import {findGpuExporters, scrapeGpus} from '@ome/engine-metrics/gpu-exporters'
import type {KubeClient} from '@ome/sdk/kube'
import type {GpuGauge} from '../domain/gpu-gauge.ts'

const unknownUse = 'the use of GPUs is not known'

export const gpuGauge = (kube: KubeClient, now: () => Date): GpuGauge => ({
  async read(nodes) {
    const exporters = await findGpuExporters(kube, [...nodes])
    if (!exporters) return {byPod: new Map(), note: `you may not list pods of other namespaces: ${unknownUse}`}
    const {readings, answered, problem} = await scrapeGpus(kube, exporters, {now})
    const held = readings.filter(({pod, namespace}) => pod !== undefined && namespace !== undefined)
    return {
      byPod: Map.groupBy(held, ({namespace, pod}) => `${namespace}/${pod}`),
      ...(answered === 0 && problem !== undefined && {note: `${unknownUse}: ${problem}`}),
    }
  },
})
