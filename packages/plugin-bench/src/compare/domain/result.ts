import {type Figure, figures, type RunResult} from '@ome/engine-metrics/load-result'

/** Larger is better; of all others smaller is. */
const gains: readonly Figure[] = ['requests-per-second', 'output-tokens-per-second', 'total-tokens-per-second']

export interface ComparedFigure {
  readonly figure: Figure
  readonly values: readonly (number | undefined)[]
  /** Of the last to the first, as a share; undefined where one is missing or 0. */
  readonly change?: number
  readonly isBetter?: boolean
}

export interface ComparedRuns {
  readonly runs: readonly RunResult[]
  readonly figures: readonly ComparedFigure[]
  readonly notes: readonly string[]
}

export function compareRuns(runs: readonly RunResult[]): ComparedRuns {
  const compared = figures.flatMap((figure): readonly ComparedFigure[] => {
    const values = runs.map((run) => run.figures[figure])
    if (values.every((value) => value === undefined)) return []
    const [first, last] = [values[0], values.at(-1)]
    if (first === undefined || last === undefined || first === 0) return [{figure, values}]
    const change = last / first - 1
    return [{figure, values, change, ...(change !== 0 && {isBetter: change > 0 === gains.includes(figure)})}]
  })
  return {runs, figures: compared, notes: [...runs.flatMap(({notes}) => notes), ...differences(runs)]}
}

function differences(runs: readonly RunResult[]): readonly string[] {
  const notes: string[] = []
  const models = [...new Set(runs.flatMap(({model}) => model ?? []))]
  if (models.length > 1) notes.push(`the runs are of different models: ${models.join(', ')}`)
  const loads = [...new Set(runs.flatMap(({concurrency}) => concurrency ?? []))]
  if (loads.length > 1) notes.push(`the runs had different numbers of requests at a time: ${loads.join(', ')}`)
  for (const {file, verdict} of runs)
    if (verdict !== undefined && verdict !== 'OK') notes.push(`${file} says of itself that it is ${verdict}`)
  return notes
}
