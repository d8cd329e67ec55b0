import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {commandList} from '../../ownership/command-views.ts'
import {plugins} from '../../ownership/compose.ts'
import {knownAccess} from '../../ownership/known-access.ts'
import {listCommands} from '../../ownership/listed-commands.ts'

export default class CommandList extends OmeCommand {
  static override summary = 'List commands, the plugins they come from and whether you may run them'
  static override description =
    'ACCESS is what is known of your rights in the current namespace; ? where nobody has asked yet.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --all',
    '<%= config.bin %> <%= command.id %> --conflicts -o wide',
  ]
  static override flags = {
    ...output,
    conflicts: Flags.boolean({description: 'only those that several plugins have, each of them'}),
    all: Flags.boolean({description: 'also those of plugins that are not installed'}),
  }
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(CommandList)
    const accessOf = await knownAccess(this.context)

    this.render(commandList, listCommands(await plugins(this.context), flags, accessOf), flags.output)
  }
}
