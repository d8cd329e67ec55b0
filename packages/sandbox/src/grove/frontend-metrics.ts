import {gapsOf} from '../engines/engine-metrics.ts'
import {metricRegistry} from '../engines/metric-registry.ts'
import type {LoadMetrics} from './background-load.ts'

const seconds = [0.005, 0.01, 0.025, 0.05, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60]
const tokens = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]

/** Metrics of a Dynamo frontend. Source: `lib/runtime/src/metrics/prometheus_names.rs` of ai-dynamo/dynamo. */
export function frontendMetrics(model: string): LoadMetrics {
  const registry = metricRegistry(`model="${model}"`)
  const requests = registry.counter('dynamo_frontend_requests_total', 'Total number of LLM requests processed')
  const inflight = registry.gauge('dynamo_frontend_inflight_requests', 'Number of inflight requests')
  const queued = registry.gauge('dynamo_frontend_queued_requests', 'Number of requests in the HTTP queue')
  const output = registry.counter('dynamo_frontend_output_tokens_total', 'Total number of output tokens generated')
  const first = registry.histogram('dynamo_frontend_time_to_first_token_seconds', 'Time to first token', seconds)
  const between = registry.histogram('dynamo_frontend_inter_token_latency_seconds', 'Inter-token latency', seconds)
  const duration = registry.histogram('dynamo_frontend_request_duration_seconds', 'Duration of requests', seconds)
  const input = registry.histogram('dynamo_frontend_input_sequence_tokens', 'Input sequence length', tokens)
  const made = registry.histogram('dynamo_frontend_output_sequence_tokens', 'Output sequence length', tokens)
  return {
    finished(request, times = 1) {
      requests(times, 'endpoint="completions",request_type="stream",status="success"')
      output(request.outputTokens * times)
      first(request.firstToken, times)
      for (const [gap, count] of gapsOf(request, times)) between(gap, count)
      duration(request.total, times)
      input(request.promptTokens, times)
      made(request.outputTokens, times)
    },
    text({running, waiting}) {
      inflight(running)
      queued(waiting)
      return registry.text()
    },
  }
}
