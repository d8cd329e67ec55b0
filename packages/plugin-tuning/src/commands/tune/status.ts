import {OmeCommand} from '@ome/sdk/command'
import {pausing, runs} from '../../runs/compose.ts'
import {runCompletions, runName, statusFlags} from '../../runs/flags.ts'
import {readStatus} from '../../runs/needs.ts'
import {followRun, reportRun} from '../../runs/usecases/report-run.ts'
import {runStatus} from '../../runs/views/run-status.ts'

export default class TuneStatus extends OmeCommand {
  static override summary = 'Show how far a tuning run is'
  static override description =
    "The state KAITO tells and, beside it, the Job's: a workspace stays Failed once a pod failed, also when a later one succeeds. Steps, loss and the time that is left are of the trainer's log."
  static override examples = [
    '<%= config.bin %> tune status my-tuning',
    '<%= config.bin %> tune status my-tuning --watch',
    '<%= config.bin %> tune status my-tuning -o json',
  ]
  static override args = runName
  static override flags = statusFlags
  static override needs = readStatus
  static override risk = 'read' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TuneStatus)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const [ports, pause] = await Promise.all([runs(this.context), pausing(this.context, flags.interval)])
    const ask = {namespace, name: args.name}
    if (flags.watch) await this.watch(runStatus, followRun(ports, ask, {pause}), flags.output)
    else this.render(runStatus, await reportRun(ports, ask), flags.output)
  }
}
