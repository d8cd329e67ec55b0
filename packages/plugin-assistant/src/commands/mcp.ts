import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced} from '@ome/sdk/flags'
import {connectionWords} from '../assist/flags.ts'
import {toolParts} from '../mcp/compose.ts'
import {checkChoice, toolbox} from '../mcp/printing/toolbox.ts'

export default class Mcp extends OmeCommand {
  static override summary = 'Serve the commands as tools over the Model Context Protocol'
  static override description =
    'Speaks the protocol on stdin and stdout, for programs that let a language model call tools. What only looks runs with your rights and policies; what changes something comes back as a plan with an id, and runs only when a person types "<%= config.bin %> ai apply ID". Offers the usual commands, since clients take some dozens of tools; --only chooses others, --all offers all.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --read-only --only get,status,logs',
    '<%= config.bin %> <%= command.id %> --only kf,grove,cluster',
  ]
  static override flags = {
    ...namespaced,
    only: Flags.string({
      helpValue: 'WORDS',
      multiple: true,
      delimiter: ',',
      description: 'offer only commands that begin with these words, such as get or "grove rollout"',
    }),
    all: Flags.boolean({description: 'offer all commands, not only the usual ones', exclusive: ['only']}),
    'read-only': Flags.boolean({description: 'offer only what changes nothing'}),
  }
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(Mcp)
    const {io} = this.context
    if (io.canPrompt) this.note('waits for a program that speaks the Model Context Protocol on stdin; Ctrl-D ends it')
    const parts = await toolParts(this.context)
    await checkChoice(parts, flags)
    await parts.serve(
      toolbox(parts, this.context, {...flags, readOnly: flags['read-only'], connection: connectionWords(flags)}),
    )
  }
}
