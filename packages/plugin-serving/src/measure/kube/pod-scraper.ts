import {findGpuExporters, scrapeGpus} from '@ome/engine-metrics/gpu-exporters'
import {scrapePods} from '@ome/engine-metrics/scrape-pods'
import type {KubeClient} from '@ome/sdk/kube'
import type {PodScraper} from '../domain/measuring.ts'

export const podScraper = (kube: KubeClient, now: () => Date): PodScraper => ({
  scrape: (endpoints) => scrapePods(kube, endpoints, {now}),
  async gpus(nodes) {
    const exporters = await findGpuExporters(kube, nodes)
    return exporters && (await scrapeGpus(kube, exporters, {now}))
  },
})
