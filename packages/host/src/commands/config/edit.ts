import {OmeCommand} from '@ome/sdk/command'
import type {Io} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
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
    const {folders, env, io} = this.context
    demandTerminal(io, userFilePath(folders))
    const changed = await editInEditor(folders, env)

    this.log(`${userFilePath(folders)} ${changed ? 'saved' : 'unchanged'}`)
  }
}

/** An editor that nobody sees would wait for ever. */
function demandTerminal({canPrompt}: Pick<Io, 'canPrompt'>, path: string): void {
  if (!canPrompt)
    throw new OmeError('usage', `an editor needs a terminal; the file is ${path}`, [
      'set one key without an editor: ome config set KEY VALUE',
    ])
}
