import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {askFlags, askOperands, connectionWords} from '../assist/flags.ts'
import {usesModels} from '../assist/needs.ts'
import {assistWorld} from '../assist/printing/assist-world.ts'
import {printerOf} from '../assist/printing/printer.ts'
import {request, showPrompt} from '../assist/printing/request.ts'

export default class Ai extends OmeCommand {
  static override summary = 'Say in words what shall be done or found out'
  static override description =
    'What only looks is run at once. What changes something is shown as one plan of command lines, each tried with a dry run, and carried out after a yes; what deletes needs its name typed. Without a terminal and --yes it ends with the plan. Without a model (ai.endpoint, --model) rules of this program answer, and nothing leaves the machine.'
  static override examples = [
    '<%= config.bin %> ai "deploy llama 70b model with best performance"',
    '<%= config.bin %> ai why is prod-llama slow --offline',
    '<%= config.bin %> ai "scale prod-llama to 5" --plan plan.json',
    '<%= config.bin %> ai "what does prod-llama cost" -o json',
  ]
  static override strict = false
  static override args = askOperands
  static override flags = askFlags
  static override needs = usesModels
  static override risk = 'write' as const
  static override completions = {flags: {plan: {files: ['json']}, record: {files: ['json']}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(Ai)
    const text = argv.join(' ').trim()
    if (text === '') throw new OmeError('usage', 'say what shall be done', [`${this.context.bin} ai "list models"`])
    const printer = printerOf(this.context, flags.output, {
      render: (view, model) => this.render(view, model, flags.output),
      note: (line) => this.note(line),
    })
    const world = await assistWorld(this.context, flags, connectionWords(flags))
    if (flags['show-prompt']) return showPrompt(world, text, flags, printer)
    await request(world, text, flags, printer)
  }
}
