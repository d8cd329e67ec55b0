import {linkPlugin} from '@ome/installer/install/change-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginLink extends OmeCommand {
  static override summary = 'Run a plugin from the folder it is developed in'
  static override description =
    'The folder is used as it is, without a signature; it stands in for an installed release until it is unlinked.'
  static override examples = ['<%= config.bin %> <%= command.id %> examples/plugins/ome-cost-optimizer']
  static override args = {dir: Args.string({required: true, description: 'folder of a built plugin'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {dir: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginLink)

    const {name, path} = await linkPlugin(await workbench(this.context), args.dir, this.context.cwd)

    const object = `plugin/${shortName(name)}`
    const lines = [`${object} linked to ${path}`]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items: [{object, outcome: 'linked', to: path}], lines})
  }
}
