import type {Context} from '@ome/sdk/context'
import {pause} from '@ome/sdk/pause'
import type {Measuring} from './domain/measuring.ts'
import {podScraper} from './kube/pod-scraper.ts'

/** What measuring a service takes. `prometheus.url` wins over what the cluster has. */
export async function measuring(context: Context): Promise<Measuring> {
  const kube = await context.kube()
  return {
    scraper: podScraper(kube, context.now),
    prometheus: {
      async find() {
        const configured = context.settings.get('prometheus.url')
        if (typeof configured !== 'string' || configured === '') {
          const {findPrometheus} = await import('@ome/engine-metrics/find-prometheus')
          return await findPrometheus(kube)
        }
        const [{httpClient}, {configuredPrometheus}] = await Promise.all([
          import('@ome/sdk/http'),
          import('@ome/engine-metrics/configured-prometheus'),
        ])
        const http = httpClient({env: context.env, signal: context.signal, userAgent: 'ome (serving)'})
        context.onExit(() => http.close())
        return configuredPrometheus(http, configured)
      },
    },
    now: context.now,
    pause: (ms) => pause(context, ms),
  }
}
