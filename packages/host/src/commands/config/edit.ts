import {OmeCommand} from '@ome/sdk/command'
import {editInEditor} from '../../settings/edit-in-editor.ts'
import {userFilePath} from '../../settings/user-file.ts'

export default class ConfigEdit extends OmeCommand {
  static override summary = 'Open config.yaml in the editor of VISUAL or EDITOR'
  static override description =
    'The text replaces the file only when it is valid; otherwise it is kept and its path is named.'
  static override examples = ['<%= config.bin %> config edit']
  static override needs = []
  static override risk = 'write' as const

  async run(): Promise<void> {
    await this.parse(ConfigEdit)
    const {folders, env} = this.context
    const changed = await editInEditor(folders, env)

    this.log(`${userFilePath(folders)} ${changed ? 'saved' : 'unchanged'}`)
  }
}
