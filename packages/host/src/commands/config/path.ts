import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {isForPeople} from '@ome/sdk/format'
import {settingsFileView} from '../../settings/setting-list.ts'
import {userFilePath} from '../../settings/user-file.ts'

export default class ConfigPath extends OmeCommand {
  static override summary = 'Print the path of config.yaml'
  static override examples = ['<%= config.bin %> config path']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ConfigPath)

    const path = userFilePath(this.context.folders)
    if (isForPeople(flags.output)) this.log(path)
    else this.render(settingsFileView, {path}, flags.output)
  }
}
