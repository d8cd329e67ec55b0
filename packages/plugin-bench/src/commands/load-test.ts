import {loadCompletions, loadTestFlags, serviceOperand} from '../flags.ts'
import {parseTrace} from '../load/domain/arrival.ts'
import {openLoop} from '../load/domain/arrival-flags.ts'
import * as needs from '../needs.ts'
import {LoadCommand} from '../printing/load-command.ts'
import {rateSteps} from '../printing/rate-steps.ts'

export default class LoadTest extends LoadCommand {
  static override summary = 'Send a service so many requests per second and see what becomes of them'
  static override description =
    'Requests are sent when they are due, whatever comes back; latencies are also told from the planned time, so that no wait is hidden. Ctrl-C ends it early: the report is about what was sent until then.'
  static override examples = [
    '<%= config.bin %> load-test service chat --duration 20s --rps 5',
    '<%= config.bin %> load-test service chat --duration 20s --rps 10 --ramp 1 --report load.html',
    '<%= config.bin %> load-test chat --duration 10s --rps 4 --arrival gamma --burstiness 0.5 --max-tokens 32',
    '<%= config.bin %> load-test chat --find-limit --goodput ttft:500 --duration 5s --rps 2 --max-tokens 16',
  ]
  static override args = serviceOperand
  static override flags = loadTestFlags
  static override needs = needs.loadsService
  static override risk = 'write' as const
  static override completions = loadCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(LoadTest)
    const operands = [args.service, args.name]
    const steps = rateSteps(flags)
    if (steps) await this.loadInSteps(operands, flags, steps)
    else
      await this.load(operands, flags, (read) =>
        openLoop(flags, flags.trace === undefined ? undefined : parseTrace(read(flags.trace), flags.trace)),
      )
  }
}
