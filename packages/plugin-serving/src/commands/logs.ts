import {serviceName} from '@ome/inference-model/service-operand'
import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {serving} from '../compose.ts'
import {parsePattern} from '../domain/pattern.ts'
import {logCompletions, logFlags, serviceOperand} from '../flags.ts'
import * as needs from '../needs.ts'
import {readLogs} from '../observe/usecases/read-logs.ts'
import {logLine} from '../observe/views/log-line.ts'

export default class Logs extends OmeCommand {
  static override summary = 'Print the log lines of a service, all its pods joined by time'
  static override description =
    'With --follow also of pods that come later and of every restart. Levels are those that vLLM, SGLang, their routers and uvicorn write; a traceback belongs to the error above it.'
  static override examples = [
    '<%= config.bin %> logs service chat --tail 20',
    '<%= config.bin %> logs chat --level error --since 1h',
    '<%= config.bin %> logs chat --replica 1 --follow',
  ]
  static override args = serviceOperand
  static override flags = logFlags
  static override needs = needs.readLogs
  static override risk = 'read' as const
  static override completions = logCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Logs)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName('logs', [args.service, args.name])
    const {services, logs} = await serving(this.context)

    const note = (text: string) => this.note(text)
    const input = {...flags, name, namespace, grep: parsePattern(flags.grep), note}
    const {isSeveral, lines, notes, empty, next} = await readLogs(services, logs, input)
    for (const text of notes) note(text)
    let printed = 0
    for await (const line of lines) {
      this.log(logLine(line, isSeveral()))
      printed++
    }
    if (this.context.signal.aborted) throw new OmeError('cancelled', 'following was ended')
    if (printed === 0) this.logToStderr(empty)
    else if (next !== undefined) this.note(next)
  }
}
