import type {ArrivalChoice} from '../domain/arrival-flags.ts'
import {type EngineSeen, type Generator, liveLoad} from '../domain/generator.ts'
import type {LoadClient, LoadClock, LoadPlan} from '../domain/load-plan.ts'
import {meets, type Objective} from '../domain/objective.ts'
import type {Random} from '../domain/random.ts'
import {mostRows, type RequestRow, requestRow} from '../domain/request-row.ts'
import type {Sample} from '../domain/sample.ts'
import type {SelfWatch} from '../domain/trust.ts'
import {runLoad, warmUp} from './run-load.ts'

export interface HerePorts {
  readonly client: LoadClient
  readonly clock: LoadClock
  readonly selfWatch: () => SelfWatch
  /** For the times of requests; the same ones for each run. */
  readonly random: () => Random
}

export interface GenerateHere extends Pick<LoadPlan, 'prompts' | 'warmup' | 'timeoutMs'> {
  readonly engine: EngineSeen
  readonly objectives: readonly Objective[]
  /** Keeps what became of each request. */
  readonly keepsRows: boolean
  readonly moves?: (() => readonly string[]) | undefined
  readonly signal: AbortSignal
}

/** Sends load from this program, once the engine is warm. */
export async function generateHere(ports: HerePorts, input: GenerateHere): Promise<Generator> {
  const {engine, objectives} = input
  const warmup = await warmUp(ports, input, input.signal)
  let isFirst = true
  return {
    engine,
    async run(choice, {signal, onBegin}) {
      const {clock, selfWatch} = ports
      let watch: SelfWatch | undefined
      const moved = input.moves?.().length ?? 0
      const rows: RequestRow[] = []
      let begin = 0
      const {tally, isCut} = await runLoad({...ports, random: ports.random()}, planOf(choice, input), {
        signal,
        warmup,
        onSample: (sample) => {
          if (input.keepsRows && rows.length < mostRows) rows.push(requestRow(sample, begin))
        },
        ...(objectives.length > 0 && {meetsObjectives: (sample: Sample) => meets(objectives, sample)}),
        onBegin: (begun) => {
          watch = selfWatch()
          begin = begun.begin
          onBegin(() => liveLoad(begun, clock.now()))
        },
      })
      const [cold] = isFirst ? warmup : []
      isFirst = false
      return {
        tally,
        burden: (watch ?? selfWatch()).read(),
        isCut,
        ...(input.keepsRows && {rows}),
        ...(cold?.first !== undefined && {coldTtftMs: cold.first - cold.start}),
        moves: input.moves?.().slice(moved),
      }
    },
    close: () => ports.client.close(),
  }
}

const planOf = (choice: ArrivalChoice, {prompts, warmup, timeoutMs}: GenerateHere): LoadPlan => ({
  arrival: choice.arrival,
  maxConcurrency: choice.arrival.kind === 'closed' ? undefined : choice.concurrency,
  requests: choice.requests,
  durationMs: choice.durationMs,
  warmup,
  timeoutMs,
  prompts,
})
