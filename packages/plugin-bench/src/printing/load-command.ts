import {serviceName} from '@ome/inference-model/service-operand'
import {OmeCommand} from '@ome/sdk/command'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {spin} from '@ome/sdk/steps'
import {loading} from '../load/compose.ts'
import type {ArrivalChoice} from '../load/domain/arrival-flags.ts'
import {goalsIn, type TypedLoad} from '../load/domain/load-flags.ts'
import {promptChoice} from '../load/domain/prompt-flags.ts'
import {seeded} from '../load/domain/random.ts'
import type {Tally} from '../load/domain/tally.ts'
import {loadService} from '../load/usecases/load-service.ts'
import {reportFiles} from '../report/compose.ts'
import type {LoadReport} from '../report/domain/report.ts'
import {csvResult, vllmResult} from '../report/domain/result-file.ts'
import {loadProgress} from '../report/views/load-progress.ts'
import {loadReport} from '../report/views/load-report.ts'
import {reportPage} from '../report/views/report-page.ts'

/** The typed flags of a command that sends load. */
export interface LoadFlags extends TypedLoad {
  readonly namespace?: string | undefined
  readonly output?: string | undefined
  readonly save?: readonly string[] | undefined
  readonly report?: string | undefined
}

/** A command that sends load and reports: what differs is when requests are sent. */
export abstract class LoadCommand extends OmeCommand {
  /** `chooses` gets the way to read a file that a flag names. */
  protected async load(
    operands: readonly (string | undefined)[],
    flags: LoadFlags,
    chooses: (read: (path: string) => string) => ArrivalChoice,
  ): Promise<void> {
    const {context} = this
    const name = this.nameOf(operands, flags)
    const goals = goalsIn(flags)
    const files = resultFiles(flags)
    for (const {path} of files) reportFiles(context).requireWritable(path)
    const ports = await loading(context, flags.header)
    const random = seeded(flags.seed)
    const content = flags.dataset === undefined ? undefined : ports.readInput(flags.dataset)
    const choice = chooses(ports.readInput)
    const input = {
      typed: flags,
      name,
      namespace: name === undefined ? '' : (flags.namespace ?? (await context.namespace())),
      choice,
      prompts: promptChoice(flags, random, content),
      random,
      goals,
      startedAt: context.now(),
      signal: context.signal,
    }
    let tally: Tally | undefined
    const onBegin = (begun: Tally): void => {
      tally = begun
      if (!context.io.errIsTTY) this.logToStderr(`sending: ${choice.text}`)
    }
    const isUnicode = context.io.unicode
    const title = (): string =>
      tally ? loadProgress(tally, ports.clock.now(), isUnicode) : 'find the engine and warm it up'
    const report = await spin(title, loadService(ports, {...input, onBegin}), context)
    this.tell(report, flags, files)
  }

  private nameOf(operands: readonly (string | undefined)[], {url}: LoadFlags): string | undefined {
    const verb = (this.ctor.id ?? '').replaceAll(':', ' ')
    if (url === undefined) return serviceName(verb, operands)
    if (operands.some((word) => word !== undefined))
      throw new OmeError('usage', 'a service and --url are two targets', [`ome ${verb} --url ${url}`])
    return undefined
  }

  private tell(report: LoadReport, flags: LoadFlags, files: readonly ResultFile[]): void {
    const {io, signal} = this.context
    const [lost] = files.flatMap((file) => this.write(file, report) ?? [])
    this.render(loadReport(io.unicode), report, flags.output)
    if (lost) throw lost
    if (signal.aborted) throw new OmeError('cancelled', 'cancelled: the report is about what was sent until then')
    judge(report)
  }

  /** Why it could not be written; what was measured is told all the same. */
  private write({path, text}: ResultFile, report: LoadReport): OmeError | undefined {
    try {
      reportFiles(this.context).write(path, text(report))
      this.logToStderr(`${path} written`)
      return undefined
    } catch (error) {
      if (isOmeError(error)) return error
      throw error
    }
  }
}

/** Throws when the run says no: all requests failed (1), or a condition holds (3). */
function judge({requests, failures, limits, setup}: LoadReport): void {
  const [failure] = failures
  if (requests.completed === 0 && failure) {
    throw new OmeError('failed', `all ${requests.failed} requests failed: ${failure.message} (${failure.kind})`, [
      setup.service === undefined
        ? `is it an engine? curl ${setup.url}/v1/models`
        : `see how the service is: ome health service ${setup.service} -n ${setup.namespace}`,
    ])
  }
  if (requests.completed === 0) throw new OmeError('failed', 'no request was sent')
  const failed = limits.filter(({fails}) => fails).map(({limit}) => limit)
  if (failed.length > 0) throw new OmeError('unmet', `the run does not pass: ${failed.join(', ')}`)
}

interface ResultFile {
  readonly path: string
  readonly text: (report: LoadReport) => string
}

/** What a file is for is judged before the load, so that no run is lost to a name. */
function resultFiles({save = [], report}: LoadFlags): readonly ResultFile[] {
  const pages = report === undefined ? [] : [{path: report, text: reportPage}]
  const saved = save.map((path): ResultFile => {
    if (path.endsWith('.json')) return {path, text: (made) => `${JSON.stringify(vllmResult(made), null, 2)}\n`}
    if (path.endsWith('.csv')) return {path, text: csvResult}
    throw new OmeError('usage', `--save ${path}: the name ends with .json or .csv`, [`--save ${path}.json`])
  })
  const files = [...pages, ...saved]
  if (report === '') throw new OmeError('usage', '--report names no file', ['--report load.html'])
  const twice = files.find(({path}, index) => files.findIndex((file) => file.path === path) < index)
  if (twice) throw new OmeError('usage', `${twice.path} cannot hold two reports: name a file for each`)
  return files
}
