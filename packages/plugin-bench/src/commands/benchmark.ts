import {benchmarkFlags, loadCompletions, serviceOperand} from '../flags.ts'
import {requireAnswers} from '../genai/domain/genai-run.ts'
import {genaiReport} from '../genai/views/genai-report.ts'
import {closedLoop} from '../load/domain/arrival-flags.ts'
import * as needs from '../needs.ts'
import {genaiBench} from '../printing/genai-bench.ts'
import {LoadCommand} from '../printing/load-command.ts'
import {parseSteps} from '../sweep/domain/steps.ts'
import {sweep} from '../sweep/usecases/take-steps.ts'

export default class Benchmark extends LoadCommand {
  static override summary = 'Measure how fast a service answers, so many requests at a time'
  static override description =
    "Sends streamed requests, the next one when one has ended, and reports times to first token, between tokens and of whole answers by vLLM's definitions. The verdict under Trust says what speaks against the figures. It ends with 1 when all requests failed and with 3 when a --fail-if holds."
  static override examples = [
    '<%= config.bin %> benchmark service chat',
    '<%= config.bin %> benchmark service chat --requests 200 --concurrency 8 --random-input 512 --max-tokens 64',
    "<%= config.bin %> benchmark chat --requests 50 --fail-if 'ttft.p90>500ms' --save result.json",
    '<%= config.bin %> benchmark service chat --sweep 1,2,4 --requests 20',
    '<%= config.bin %> benchmark service chat --from cluster --workers 2 --requests 40',
  ]
  static override args = serviceOperand
  static override flags = benchmarkFlags
  static override needs = needs.benchmarks
  static override risk = 'write' as const
  static override completions = loadCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Benchmark)
    const operands = [args.service, args.name]
    if (flags['genai-bench']) {
      const report = await genaiBench(this.context, operands, flags)
      this.render(genaiReport, report, flags.output)
      return requireAnswers(report)
    }
    if (flags.sweep === undefined) return await this.load(operands, flags, () => closedLoop(flags))
    const values = parseSteps(flags.sweep, {isWhole: true})
    await this.loadInSteps(operands, flags, {
      by: 'concurrency',
      choiceOf: (concurrency) => closedLoop({...flags, concurrency}),
      most: Math.max(...values),
      take: (measure, input) => sweep(measure, input, values),
    })
  }
}
