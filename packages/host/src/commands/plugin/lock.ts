import {basename} from 'node:path'
import {writeProjectLock} from '@ome/installer/install/project-lock'
import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginLock extends OmeCommand {
  static override summary = "Write the installed plugins into the project's lock"
  static override description =
    'Versions and digests, the same text for the same plugins. Keep the file with the project; plugin install --frozen installs exactly these, also where nobody can be asked.'
  static override examples = ['<%= config.bin %> <%= command.id %> --project']
  static override flags = {
    ...output,
    project: Flags.boolean({required: true, description: 'write .ome/plugins.lock.json of this project'}),
  }
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(PluginLock)
    const {cwd} = this.context

    const {path, plugins, changed, linked} = writeProjectLock(await workbench(this.context), cwd)

    for (const name of linked) this.note(`${name} is linked from a folder and not in the lock`)
    const outcome = changed ? 'written' : 'unchanged'
    const items = [{object: `lock/${basename(path)}`, outcome, path, plugins}]
    const lines = [`${path} ${outcome} (${plugins} ${plugins === 1 ? 'plugin' : 'plugins'})`]
    tellChange(this.paper(flags.output), {kind: 'LockChange', items, lines})
  }
}
