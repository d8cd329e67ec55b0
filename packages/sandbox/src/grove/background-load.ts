import type {EngineMetrics} from '../engines/engine-metrics.ts'
import type {ContainerHost} from '../kubelet/workload.ts'
import {
  classesOf,
  outputTokens,
  promptTokens,
  type RequestClass,
  roleOf,
  type Share,
  shareOf,
  slowTokens,
} from './load.ts'

export type LoadMetrics = Pick<EngineMetrics, 'finished' | 'text'>

/** Requests from elsewhere, worked out from the time that has passed whenever somebody looks. */
export interface BackgroundLoad {
  catchUp(): void
  /** The metrics as of now. */
  text(): string
}

const mostLines = 200

/** The load of one pod from now on, in calendar time. */
export function backgroundLoad(host: ContainerHost, metrics: LoadMetrics): BackgroundLoad {
  const {clock, api} = host.world
  const role = roleOf(host.pod)
  const classes = classesOf(host.container.image)
  const counted = classes.map(() => 0)
  let until = clock.now()
  let requests = 0
  let late = 0

  function record(share: Share): void {
    const now = clock.now()
    const before = Math.floor(requests)
    requests += (Math.max(0, now - until) / 1000) * share.rate
    let reached = 0
    classes.forEach((one, index) => {
      reached += one.share
      const already = counted.slice(0, index + 1).reduce((sum, count) => sum + count, 0)
      const times = Math.round(Math.floor(requests) * reached) - already
      if (times <= 0) return
      counted[index] = (counted[index] ?? 0) + times
      metrics.finished(finished(one, times), times)
    })
    write(until, now, Math.floor(requests) - before)
    until = now
  }

  function finished({firstToken, betweenTokens}: RequestClass, times: number): Parameters<LoadMetrics['finished']>[0] {
    const tokens = role === 'prefill' ? 1 : outputTokens
    const before = Math.floor(late)
    late += (tokens - 1) * times * slowTokens.share
    const first = role === 'decode' ? firstToken / 10 : firstToken
    const total = first + betweenTokens * (tokens - 1)
    return {
      firstToken: first,
      betweenTokens,
      slow: {tokens: Math.floor(late) - before, betweenTokens: slowTokens.betweenTokens},
      total,
      queued: first / 20,
      promptTokens,
      outputTokens: tokens,
      reason: role === 'prefill' ? 'length' : 'stop',
    }
  }

  function write(from: number, to: number, count: number): void {
    const lines = Math.min(mostLines, count)
    const start = Math.max(from, to - 600_000)
    for (let index = 0; index < lines; index++) {
      const time = start + ((index + host.random.next()) / lines) * (to - start)
      host.log(lineOf(index), time)
    }
  }

  function lineOf(index: number): string {
    if (index % 20 === 19) {
      const {running, waiting, cacheUse, rate} = shareOf(api, host.pod)
      return `INFO [loggers.py] Engine 000: Avg prompt throughput: ${(rate * promptTokens).toFixed(1)} tokens/s, Avg generation throughput: ${(role === 'prefill' ? rate : rate * outputTokens).toFixed(1)} tokens/s, Running: ${running} reqs, Waiting: ${waiting} reqs, GPU KV cache usage: ${(cacheUse * 100).toFixed(1)}%`
    }
    return `INFO:     10.244.0.${1 + host.random.integer(250)}:${30_000 + host.random.integer(30_000)} - "POST /v1/completions HTTP/1.1" 200 OK`
  }

  return {
    catchUp: () => record(shareOf(api, host.pod)),
    text() {
      const share = shareOf(api, host.pod)
      record(share)
      return metrics.text({
        running: share.running,
        waiting: share.waiting,
        cacheUse: share.cacheUse,
        throughput: share.rate * (role === 'prefill' ? 1 : outputTokens),
        cacheTokens: 100_000,
      })
    },
  }
}
