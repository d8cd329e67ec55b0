import {Args, OmeCommand} from '@ome/sdk/command'
import {completionScript, type Shell, shells} from '../completion/scripts.ts'

export default class Completion extends OmeCommand {
  static override summary = 'Print the completion script of a shell'
  static override description =
    'Source it in the start file of the shell: bash and zsh source <(ome completion SHELL), fish ome completion fish | source.'
  static override examples = ['<%= config.bin %> completion bash']
  static override args = {shell: Args.string({required: true, description: 'your shell', options: [...shells]})}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {args} = await this.parse(Completion)

    this.context.io.out(completionScript(args.shell as Shell))
  }
}
