import {serviceName} from '@ome/inference-model/service-operand'
import {OmeCommand} from '@ome/sdk/command'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {spin} from '@ome/sdk/steps'
import {loading} from '../load/compose.ts'
import type {ArrivalChoice} from '../load/domain/arrival-flags.ts'
import type {LiveLoad} from '../load/domain/generator.ts'
import {goalsIn, type TypedLoad} from '../load/domain/load-flags.ts'
import type {Place} from '../load/domain/place.ts'
import {promptChoice} from '../load/domain/prompt-flags.ts'
import {randomStreams} from '../load/domain/random-streams.ts'
import type {RequestRow} from '../load/domain/request-row.ts'
import {type Measure, measureService} from '../load/usecases/measure-service.ts'
import {reportFiles} from '../report/compose.ts'
import {loadProgress} from '../report/views/load-progress.ts'
import {loadReport} from '../report/views/load-report.ts'
import {parseGoodShare, type Step, type Sweep} from '../sweep/domain/steps.ts'
import type {TakeSteps} from '../sweep/usecases/take-steps.ts'
import {stepLine, sweepTable} from '../sweep/views/sweep-table.ts'
import {judge, judgeSweep} from './judge.ts'
import {type ResultFile, reportFilesOf, sweepFilesOf} from './result-files.ts'

/** The typed flags of a command that sends load. */
export interface LoadFlags extends TypedLoad {
  readonly from: Place
  readonly namespace?: string | undefined
  readonly output?: string | undefined
  readonly save?: readonly string[] | undefined
  readonly report?: string | undefined
  readonly 'good-share': string
}

type ReadInput = (path: string) => string

/** Several runs: what differs, and how they follow each other. */
export interface Steps {
  readonly by: Sweep['by']
  readonly choiceOf: (value: number) => ArrivalChoice
  /** The largest load that is expected. */
  readonly most: number
  readonly take: (measure: Measure, input: TakeSteps) => Promise<Sweep>
}

/** A command that sends load and reports: what differs is when requests are sent. */
export abstract class LoadCommand extends OmeCommand {
  private rows: readonly RequestRow[] = []

  /** `chooses` gets the way to read a file that a flag names. */
  protected async load(
    operands: readonly (string | undefined)[],
    flags: LoadFlags,
    chooses: (read: ReadInput) => ArrivalChoice,
  ): Promise<void> {
    const files = reportFilesOf(flags)
    const report = await this.measured(operands, flags, files, chooses, (measure, choice) => measure(choice))
    this.tell(files, report, () => this.render(loadReport(this.context.io.unicode), report, flags.output))
    judge(report)
  }

  /** Several runs, one table. */
  protected async loadInSteps(
    operands: readonly (string | undefined)[],
    flags: LoadFlags,
    {by, choiceOf, most, take}: Steps,
  ): Promise<void> {
    const files = sweepFilesOf(flags)
    const wantedShare = parseGoodShare(flags['good-share'])
    const objectives = goalsIn(flags).objectives.map(({metric, ms}) => `${metric} ${ms} ms`)
    const {signal} = this.context
    const onStep = (step: Step): void => this.logToStderr(stepLine(by, step))
    const input = {by, choiceOf, wantedShare, objectives, signal, onStep}
    const whole = await this.measured(
      operands,
      flags,
      files,
      () => choiceOf(most),
      (measure) => take(measure, input),
    )
    this.tell(files, whole, () => this.render(sweepTable, whole, flags.output))
    judgeSweep(whole)
  }

  private async measured<Result>(
    operands: readonly (string | undefined)[],
    flags: LoadFlags,
    files: readonly ResultFile<Result>[],
    chooses: (read: ReadInput) => ArrivalChoice,
    work: (measure: Measure, choice: ArrivalChoice) => Promise<Result>,
  ): Promise<Result> {
    const {context} = this
    const name = this.nameOf(operands, flags)
    const goals = goalsIn(flags)
    for (const {path, isPage} of files) reportFiles(context).requireWritable(path, isPage)
    const ports = await loading(context, flags.header)
    const random = randomStreams(flags.seed)
    const dataset = flags.dataset === undefined ? undefined : ports.readInput(flags.dataset)
    const choice = chooses(ports.readInput)
    const {io, signal} = context
    const isInCluster = name !== undefined || flags.from === 'cluster'
    let live: (() => LiveLoad) | undefined
    this.rows = []
    let title = 'find the engine and warm it up'
    const input = {
      typed: flags,
      from: flags.from,
      name,
      namespace: isInCluster ? (flags.namespace ?? (await context.namespace())) : '',
      choice,
      dataset,
      prompts: promptChoice(flags, random, dataset),
      random,
      goals,
      keepsRows: files.some(({isRows}) => isRows),
      onRows: (rows: readonly RequestRow[]): void => {
        this.rows = rows
      },
      startedAt: context.now,
      signal,
      tell: (text: string): void => {
        if (title !== text && !io.errIsTTY) this.logToStderr(text)
        title = text
      },
      onBegin: (begun: ArrivalChoice, says: () => LiveLoad): void => {
        live = says
        if (!io.errIsTTY) this.logToStderr(`sending: ${begun.text}`)
      },
    }
    const line = (): string => (live ? loadProgress(live(), io.unicode) : title)
    return await spin(
      line,
      measureService(ports, input, (measure) => work(measure, choice)),
      context,
    )
  }

  private nameOf(operands: readonly (string | undefined)[], {url}: LoadFlags): string | undefined {
    const verb = (this.ctor.id ?? '').replaceAll(':', ' ')
    if (url === undefined) return serviceName(verb, operands)
    if (operands.some((word) => word !== undefined))
      throw new OmeError('usage', 'a service and --url are two targets', [`ome ${verb} --url ${url}`])
    return undefined
  }

  private tell<Result>(files: readonly ResultFile<Result>[], result: Result, show: () => void): void {
    const [lost] = files.flatMap((file) => this.write(file, result) ?? [])
    show()
    if (lost) throw lost
    if (this.context.signal.aborted)
      throw new OmeError('cancelled', 'cancelled: the report is about what was sent until then')
  }

  /** Why it could not be written; what was measured is told all the same. */
  private write<Result>({path, text}: ResultFile<Result>, result: Result): OmeError | undefined {
    try {
      reportFiles(this.context).write(path, text(result, this.rows))
      this.logToStderr(`${path} written`)
      return undefined
    } catch (error) {
      if (isOmeError(error)) return error
      throw error
    }
  }
}
