import {OmeError} from '@ome/sdk/errors'
import {type RequestRow, rowLines} from '../load/domain/request-row.ts'
import type {LoadReport} from '../report/domain/report.ts'
import {csvResult, vllmResult} from '../report/domain/result-file.ts'
import {reportPage} from '../report/views/report-page.ts'
import type {Sweep} from '../sweep/domain/steps.ts'
import {sweepData, sweepRows} from '../sweep/views/sweep-table.ts'

/** A file that the person asked for. */
export interface ResultFile<Result> {
  readonly path: string
  readonly text: (result: Result, rows: readonly RequestRow[]) => string
  readonly isPage?: true
  /** It holds a line for each request. */
  readonly isRows?: true
}

interface Asked {
  readonly save?: readonly string[] | undefined
  readonly report?: string | undefined
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** What a file is for is judged before the load, so that no run is lost to a name. */
export function reportFilesOf({save = [], report}: Asked): readonly ResultFile<LoadReport>[] {
  if (report === '') throw new OmeError('usage', '--report names no file', ['--report load.html'])
  const pages = report === undefined ? [] : [{path: report, text: reportPage, isPage: true} as const]
  return once([
    ...pages,
    ...save.map((path) => saved(path, (made: LoadReport) => json(vllmResult(made)), csvResult, true)),
  ])
}

/** The same of several runs. */
export const sweepFilesOf = ({save = []}: Asked): readonly ResultFile<Sweep>[] =>
  once(save.map((path) => saved(path, (made: Sweep) => json(sweepData(made)), sweepRows, false)))

function saved<Result>(
  path: string,
  asJson: (result: Result) => string,
  asCsv: (result: Result) => string,
  hasRows: boolean,
): ResultFile<Result> {
  if (path.endsWith('.json')) return {path, text: asJson}
  if (path.endsWith('.csv')) return {path, text: asCsv}
  if (path.endsWith('.jsonl') && hasRows) return {path, text: (_, rows) => rowLines(rows), isRows: true}
  throw new OmeError('usage', `--save ${path}: the name ends with .json, .csv${hasRows ? ' or .jsonl' : ''}`, [
    `--save ${path}.json`,
  ])
}

function once<Result>(files: readonly ResultFile<Result>[]): readonly ResultFile<Result>[] {
  const twice = files.find(({path}, index) => files.findIndex((file) => file.path === path) < index)
  if (twice) throw new OmeError('usage', `${twice.path} cannot hold two reports: name a file for each`)
  return files
}
