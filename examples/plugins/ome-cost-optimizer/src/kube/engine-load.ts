import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Load} from '../domain/workload.ts'

/** Asks the engine of a pod through the API server; undefined when it has no metrics or the person may not ask. */
export async function engineLoad(kube: KubeClient, pod: KubeObject): Promise<Load | undefined> {
  const port = pod['spec']?.containers?.[0]?.ports?.[0]?.containerPort
  if (typeof port !== 'number') return undefined
  const {namespace = '', name} = pod.metadata
  const path = `/api/v1/namespaces/${namespace}/pods/${name}:${port}/proxy/metrics`
  try {
    const {status, body} = await kube.request('GET', path)
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    return status === 200 ? toLoad(Buffer.concat(chunks).toString('utf8')) : undefined
  } catch (error) {
    // Without this right, or with a pod that does not answer, the rest of the analysis is still of use.
    if (isOmeError(error) && error.kind !== 'cancelled') return undefined
    throw error
  }
}

/** Sums of the metrics that vLLM and SGLang write as Prometheus text; undefined for any other text. */
export function toLoad(text: string): Load | undefined {
  const sums = new Map<string, number>()
  for (const line of text.split('\n')) {
    const found = /^([\w:]+)(?:\{[^}]*\})? ([\d.eE+-]+)$/.exec(line)
    if (found?.[1]) sums.set(found[1], (sums.get(found[1]) ?? 0) + Number(found[2]))
  }
  const first = (...names: readonly string[]): number | undefined =>
    names.map((name) => sums.get(name)).find((value) => value !== undefined)
  const running = first('vllm:num_requests_running', 'sglang:num_running_reqs')
  if (running === undefined) return undefined
  return {
    running,
    waiting: first('vllm:num_requests_waiting', 'sglang:num_queue_reqs') ?? 0,
    served: first('vllm:request_success_total', 'sglang:num_requests_total') ?? 0,
    cache: first('vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc', 'sglang:token_usage') ?? 0,
  }
}
