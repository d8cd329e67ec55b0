import {at, text} from '@ome/capacity/fields'
import {exporterEndpoint} from '@ome/inference-model/metrics-endpoint'
import {scrapePods} from '@ome/inference-model/scrape-pods'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {PodScraper} from '../domain/measuring.ts'

const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', namespaced: true}
/** As the GPU operator and the exporter's own chart label it. */
const selectors = ['app in (nvidia-dcgm-exporter,dcgm-exporter)', 'app.kubernetes.io/name=dcgm-exporter']

export const podScraper = (kube: KubeClient, now: () => Date): PodScraper => ({
  scrape: (endpoints) => scrapePods(kube, endpoints, {now}),
  async exporters(nodes) {
    if (nodes.length === 0) return []
    const there = new Set(nodes)
    for (const labelSelector of selectors) {
      const found = await listed(kube, labelSelector)
      if (found === undefined) return undefined
      const here = found.filter((pod) => there.has(text(at(pod, 'spec', 'nodeName')) ?? ''))
      if (here.length > 0) return here.map(exporterEndpoint)
    }
    return []
  },
})

async function listed(kube: KubeClient, labelSelector: string): Promise<readonly KubeObject[] | undefined> {
  try {
    return await kube.list(pods, {labelSelector, fieldSelector: 'status.phase=Running'})
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}
