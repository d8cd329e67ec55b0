import type {LoadReport} from '../../report/domain/report.ts'
import type {ArrivalChoice} from '../domain/arrival-flags.ts'
import type {LiveLoad} from '../domain/generator.ts'
import type {Goals} from '../domain/load-flags.ts'
import type {Loading} from '../domain/loading.ts'
import type {PromptChoice} from '../domain/prompt-flags.ts'
import type {RequestRow} from '../domain/request-row.ts'
import {measureLoad} from './measure-load.ts'
import {type OpenGenerator, openGenerator} from './open-generator.ts'

export interface MeasureService extends Omit<OpenGenerator, 'prompts' | 'objectives'> {
  readonly prompts: PromptChoice
  readonly goals: Goals
  readonly startedAt: () => Date
  readonly onRows: (rows: readonly RequestRow[]) => void
  readonly onBegin: (choice: ArrivalChoice, live: () => LiveLoad) => void
}

/** One run of a load on an engine that was found. */
export type Measure = (choice: ArrivalChoice) => Promise<LoadReport>

/** Finds the engine, has `work` send load to it as often as it likes, and puts everything in order again. */
export async function measureService<Result>(
  ports: Loading,
  input: MeasureService,
  work: (measure: Measure) => Promise<Result>,
): Promise<Result> {
  const {typed, prompts, goals, signal} = input
  const opened = await openGenerator(ports, {...input, prompts: prompts.source, objectives: goals.objectives})
  const {generator, service} = opened
  const {url, way, model, isSimulated} = generator.engine
  try {
    return await work((choice) =>
      measureLoad(opened, {
        choice,
        goals,
        signal,
        setup: {
          service: service?.name,
          namespace: service?.namespace,
          url,
          path: way,
          model,
          api: typed.api,
          arrival: choice.text,
          concurrency: choice.concurrency,
          rps: choice.rps,
          burstiness: choice.burstiness,
          prompts: prompts.text,
          seed: typed.seed,
          startedAt: input.startedAt().toISOString(),
          isSimulated,
        },
        isExactPrompt: prompts.isSame,
        onRows: input.onRows,
        onBegin: (live) => input.onBegin(choice, live),
      }),
    )
  } finally {
    await generator.close()
  }
}
