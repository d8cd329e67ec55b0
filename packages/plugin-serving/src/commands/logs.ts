import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {parsePattern} from '@ome/sdk/pattern'
import {serving} from '../compose.ts'
import {refuseOtherFlags} from '../domain/backend.ts'
import {logCompletions, logFlags, serviceOperand} from '../flags.ts'
import {followsKaito} from '../kaito-observe/needs.ts'
import {findTarget, runningTarget} from '../kaito-observe/printing/running-target.ts'
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
  static override needs = [...needs.readLogs, ...followsKaito]
  static override risk = 'read' as const
  static override completions = logCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Logs)
    const found = await findTarget(this.context, {verb: 'logs', words: [args.service, args.name], ...flags})
    refuseOtherFlags(found.target.backend, flags, {ome: ['component'], kaito: []})
    const [store, {logs}] = await Promise.all([runningTarget(this.context, found), serving(this.context)])

    const note = (text: string) => this.note(text)
    const input = {...flags, namespace: found.namespace, grep: parsePattern(flags.grep), note}
    const {isSeveral, lines, notes, empty, next} = await readLogs(store, logs, input)
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
