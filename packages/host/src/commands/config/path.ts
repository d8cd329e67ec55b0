import {OmeCommand} from '@ome/sdk/command'
import {userFilePath} from '../../settings/user-file.ts'

export default class ConfigPath extends OmeCommand {
  static override summary = 'Print the path of config.yaml'
  static override examples = ['<%= config.bin %> config path']
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    await this.parse(ConfigPath)

    this.log(userFilePath(this.context.folders))
  }
}
