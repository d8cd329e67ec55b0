import {measureEngines} from '@ome/engine-metrics/measure-engines'
import {metricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import {isScrape, scrapePods} from '@ome/engine-metrics/scrape-pods'
import type {KubeClient} from '@ome/sdk/kube'
import {partOfSet} from '../../domain/labels.ts'
import type {LoadSource} from '../domain/load-source.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}

export const loadSource = (kube: KubeClient, set: string, now: () => Date): LoadSource => ({
  async inHand(namespace, names) {
    const all = await kube.list(pods, {namespace, labelSelector: partOfSet(set)})
    const endpoints = all.filter(({metadata}) => names.has(metadata.name)).map(metricsEndpoint)
    const scraped = await scrapePods(kube, endpoints, {now})
    return new Map(
      scraped.flatMap(({endpoint, answer}) => {
        if (!isScrape(answer)) return []
        const counts = (['running', 'waiting'] as const).map((metric) => measureEngines([{after: answer}], metric))
        const known = counts.flatMap((one) => (one.kind === 'value' ? [one.value] : []))
        return known.length === 0 ? [] : [[endpoint.pod, known.reduce((sum, value) => sum + value, 0)] as const]
      }),
    )
  },
})
