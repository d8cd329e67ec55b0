import {boundedText} from '@ome/engine-metrics/bounded-text'
import {proxyPath} from '@ome/engine-metrics/metrics-endpoint'
import {readGpuReport} from '@ome/kaito/gpu-report'
import type {KubeClient} from '@ome/sdk/kube'
import type {GpuSource} from '../domain/run-metrics.ts'

const port = 5000
const largest = 2 ** 20

/** The trainer answers JSON, not what Prometheus reads. */
export const gpuSource = (kube: KubeClient): GpuSource => ({
  async read(namespace, pod) {
    const {status, body} = await kube.request('GET', proxyPath({namespace, pod, port, path: '/metrics'}))
    const text = await boundedText(body, largest)
    return status === 200 && text !== undefined ? readGpuReport(text) : undefined
  },
})
