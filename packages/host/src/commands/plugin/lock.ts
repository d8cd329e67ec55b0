import {writeProjectLock} from '@ome/installer/install/project-lock'
import {Flags, OmeCommand} from '@ome/sdk/command'
import {workbench} from '../../plugins/compose.ts'

export default class PluginLock extends OmeCommand {
  static override summary = "Write the installed plugins into the project's lock"
  static override description =
    'Versions and digests, the same text for the same plugins. Keep the file with the project; plugin install --frozen installs exactly these, also where nobody can be asked.'
  static override examples = ['<%= config.bin %> <%= command.id %> --project']
  static override flags = {
    project: Flags.boolean({required: true, description: 'write .ome/plugins.lock.json of this project'}),
  }
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    await this.parse(PluginLock)
    const {cwd} = this.context

    const {path, plugins, changed, linked} = writeProjectLock(await workbench(this.context), cwd)

    for (const name of linked) this.note(`${name} is linked from a folder and not in the lock`)
    this.log(`${path} ${changed ? 'written' : 'unchanged'} (${plugins} ${plugins === 1 ? 'plugin' : 'plugins'})`)
  }
}
