import type {ApiObject} from '../api.ts'
import type {Random} from '../random.ts'
import type {EngineState} from './server-state.ts'

/** Requests from elsewhere that an engine is said to serve; their traces are worked out when somebody looks. */
export interface Traffic {
  catchUp(): void
  /** How many are running on average. */
  readonly running: number
  /** Tokens that they hold in the KV cache on average. */
  readonly tokens: number
}

const mostLines = 400
const promptTokens = 420
const outputTokens = 160
/** Shares of the requests, and how many times longer than alone they take. */
const classes = [
  [0.5, 0.8],
  [0.3, 1.1],
  [0.15, 1.6],
  [0.05, 3],
] as const

/** Reads `sandbox.ome.cli/traffic` (requests per second) of a pod. */
export function trafficOf(pod: ApiObject): number {
  const rate = Number(pod.metadata.annotations?.['sandbox.ome.cli/traffic'] ?? 0)
  return Number.isFinite(rate) && rate > 0 ? rate : 0
}

/** Counters and log lines of steady traffic since `from`, in calendar time. */
export function traffic(engine: EngineState, rate: number, from: number, random: Random): Traffic {
  let until = from

  const firstTokenMs = engine.speed.prefillMs + engine.speed.prefillPerTokenMs * promptTokens
  const meanSlowness = classes.reduce((sum, [share, slowness]) => sum + share * slowness, 0)

  function record(requests: number): void {
    for (const [share, slowness] of classes) {
      const times = Math.round(requests * share)
      if (times === 0) continue
      const firstToken = (firstTokenMs * slowness) / 1000
      const betweenTokens = (engine.speed.tokenMs * slowness) / 1000
      const total = firstToken + betweenTokens * (outputTokens - 1)
      engine.metrics.finished(
        {firstToken, betweenTokens, total, queued: 0.002 * slowness, promptTokens, outputTokens, reason: 'stop'},
        times,
      )
    }
  }

  function write(start: number, end: number, requests: number): void {
    const lines = Math.min(mostLines, requests)
    for (let index = 0; index < lines; index++) {
      const time = start + ((index + random.next()) / lines) * (end - start)
      engine.log(lineAt(index), time)
    }
  }

  function lineAt(index: number): string {
    const draw = random.next()
    if (draw < 0.01)
      return 'ERROR [serving_chat.py] Error in preprocessing prompt inputs: prompt is longer than the maximum model length'
    if (draw < 0.03) return 'WARNING [scheduler.py] Request queue is growing; consider more replicas'
    if (draw < 0.05) return `DEBUG [core.py] EngineCore loop active, step ${index}`
    if (draw < 0.2) {
      const running = 1 + random.integer(6)
      return `INFO [loggers.py] Engine 000: Avg prompt throughput: ${(rate * promptTokens).toFixed(1)} tokens/s, Avg generation throughput: ${(rate * outputTokens).toFixed(1)} tokens/s, Running: ${running} reqs, Waiting: 0 reqs, GPU KV cache usage: ${(running * 0.7).toFixed(1)}%`
    }
    return `INFO:     10.244.0.${1 + random.integer(250)}:${30_000 + random.integer(30_000)} - "POST /v1/chat/completions HTTP/1.1" 200 OK`
  }

  const running = (rate * meanSlowness * (firstTokenMs + engine.speed.tokenMs * (outputTokens - 1))) / 1000
  return {
    running,
    tokens: running * (promptTokens + outputTokens / 2),
    catchUp() {
      const now = engine.clock.now()
      const requests = Math.floor(((now - until) / 1000) * rate)
      if (requests === 0) return
      record(requests)
      const start = Math.max(until, now - 3_600_000)
      write(start, now, Math.min(requests, Math.ceil(((now - start) / 1000) * rate)))
      until = now
    },
  }
}
