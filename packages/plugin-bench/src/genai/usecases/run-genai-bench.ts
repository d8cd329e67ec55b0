import {type GenaiWish, requirePossible} from '../domain/benchmark-job.ts'
import type {GenaiHost} from '../domain/genai-host.ts'
import {type GenaiReport, genaiRun} from '../domain/genai-run.ts'

/** Has OME run genai-bench on a service, reads what it left and removes the job, also when it is cancelled. */
export async function runGenaiBench(
  host: GenaiHost,
  wish: GenaiWish,
  {signal, tell}: {readonly signal: AbortSignal; readonly tell: (text: string) => void},
): Promise<GenaiReport> {
  requirePossible(wish, await host.about(wish))
  try {
    await host.begin(wish)
    await host.end(wish, signal, tell)
    tell('reading the results')
    const lines = await host.results(wish, signal)
    return {
      service: wish.service.name,
      namespace: wish.service.namespace,
      job: wish.name,
      results: `${wish.results.uri}/${wish.name}`,
      runs: lines.map(genaiRun).sort((a, b) => a.scenario.localeCompare(b.scenario) || a.concurrency - b.concurrency),
    }
  } finally {
    await host.remove(wish)
  }
}
