import {verifyPlugins} from '@ome/installer/install/verify-plugins'
import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {workbench} from '../../plugins/compose.ts'
import {verifiedList} from '../../plugins/plugin-views.ts'

export default class PluginVerify extends OmeCommand {
  static override summary = 'Compare the files of installed plugins with what was installed'
  static override description = 'Hashes every file. Ends with 3 when one was changed, added or removed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ome-cost-optimizer',
  ]
  static override args = {name: Args.string({description: 'installed plugin; without it all are compared'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginVerify)

    const verified = verifyPlugins(await workbench(this.context), args.name)

    this.render(verifiedList, verified, flags.output)
    const changed = verified.filter(({status}) => status === 'changed').map(({name}) => name)
    if (changed.length > 0)
      throw new OmeError(
        'unmet',
        `changed since it was installed: ${changed.join(', ')}`,
        changed.slice(0, 3).map((name) => `put it right: ome plugin install ${name}`),
      )
  }
}
