import {OmeCommand} from '@ome/sdk/command'
import {forAWhile} from '@ome/sdk/deadline'
import {OmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'
import {engineLogsOf, engineStore} from '../../compose.ts'
import {logFlags} from '../../engine/flags.ts'
import * as needs from '../../engine/needs.ts'
import {readLogs} from '../../engine/usecases/read-logs.ts'
import {engineCompletions, engineOperand} from '../../flags.ts'

export default class RagLogs extends OmeCommand {
  static override summary = "Print the log of an engine's service"
  static override examples = [
    '<%= config.bin %> rag logs my-rag --tail 20',
    '<%= config.bin %> rag logs my-rag --since 1h',
  ]
  static override args = engineOperand
  static override flags = logFlags
  static override needs = needs.logEngine
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagLogs)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const store = await engineStore(this.context)

    await forAWhile(flags.timeout, this.context.signal, async (signal) => {
      const logs = await engineLogsOf(this.context, signal)
      for await (const line of await readLogs(store, logs, engine, flags)) this.log(plain(line))
      if (signal.aborted) throw new OmeError('cancelled', 'following was ended')
    })
  }
}
