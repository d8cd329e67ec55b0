import {scrapePods} from '@ome/engine-metrics/scrape-pods'
import type {KubeClient} from '@ome/sdk/kube'
import type {MetricSource} from '../domain/metric-source.ts'

export const metricSource = (kube: KubeClient, now: () => Date, signal: AbortSignal): MetricSource => ({
  scrape: (endpoints) => scrapePods(kube, endpoints, {now}),
  async pause(ms) {
    const {setTimeout} = await import('node:timers/promises')
    await setTimeout(ms, undefined, {signal})
  },
})
