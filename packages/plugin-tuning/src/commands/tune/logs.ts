import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {pausing, runs} from '../../runs/compose.ts'
import {runCompletions, runLogFlags, runName} from '../../runs/flags.ts'
import {readLogs} from '../../runs/needs.ts'
import {readRunLogs} from '../../runs/usecases/read-run-logs.ts'
import {runLine} from '../../runs/views/run-line.ts'

export default class TuneLogs extends OmeCommand {
  static override summary = 'Print what the containers of a tuning run wrote, stage after stage'
  static override description =
    'Each line stands behind its stage: weights, data, train, push. Progress bars are shown as they stood last. With --follow the next container is read as soon as it begins.'
  static override examples = [
    '<%= config.bin %> tune logs my-tuning --tail 5',
    '<%= config.bin %> tune logs my-tuning --container train',
    '<%= config.bin %> tune logs my-tuning --follow',
  ]
  static override args = runName
  static override flags = runLogFlags
  static override needs = readLogs
  static override risk = 'read' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TuneLogs)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const [ports, pause] = await Promise.all([runs(this.context), pausing(this.context, flags.interval)])
    let printed = 0
    for await (const line of readRunLogs({...ports, pause}, {...flags, namespace, name: args.name})) {
      this.log(runLine(line, flags.container === undefined))
      printed++
    }
    if (this.context.signal.aborted) throw new OmeError('cancelled', 'following was ended')
    if (printed === 0) this.logToStderr('no log line')
  }
}
