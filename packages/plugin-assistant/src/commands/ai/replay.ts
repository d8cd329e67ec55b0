import {OmeCommand} from '@ome/sdk/command'
import {replayFlags, replayOperands} from '../../assist/flags.ts'
import {assistWorld} from '../../assist/printing/assist-world.ts'
import {printerOf} from '../../assist/printing/printer.ts'
import {replay} from '../../assist/printing/replay.ts'

export default class AiReplay extends OmeCommand {
  static override summary = 'Go through a recorded request again, without asking or changing anything'
  static override examples = ['<%= config.bin %> ai replay record.json']
  static override args = replayOperands
  static override flags = replayFlags
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {record: {files: ['json']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AiReplay)
    const printer = printerOf(this.context, flags.output, {
      render: (view, model) => this.render(view, model, flags.output),
      note: (line) => this.note(line),
    })
    await replay(await assistWorld(this.context, {context: flags.context}, []), args.record, printer)
  }
}
