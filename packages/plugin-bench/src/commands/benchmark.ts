import {benchmarkFlags, loadCompletions, serviceOperand} from '../flags.ts'
import {closedLoop} from '../load/domain/arrival-flags.ts'
import * as needs from '../needs.ts'
import {LoadCommand} from '../printing/load-command.ts'

export default class Benchmark extends LoadCommand {
  static override summary = 'Measure how fast a service answers, so many requests at a time'
  static override description =
    "Sends streamed requests, the next one when one has ended, and reports times to first token, between tokens and of whole answers by vLLM's definitions. The verdict under Trust says what speaks against the figures. It ends with 1 when all requests failed and with 3 when a --fail-if holds."
  static override examples = [
    '<%= config.bin %> benchmark service chat',
    '<%= config.bin %> benchmark service chat --requests 200 --concurrency 8 --random-input 512 --max-tokens 64',
    "<%= config.bin %> benchmark chat --requests 50 --fail-if 'ttft.p90>500ms' --save result.json",
  ]
  static override args = serviceOperand
  static override flags = benchmarkFlags
  static override needs = needs.loadsService
  static override risk = 'read' as const
  static override completions = loadCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Benchmark)
    await this.load([args.service, args.name], flags, () => closedLoop(flags))
  }
}
