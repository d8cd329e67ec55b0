import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {listSettings} from '../../settings/list-settings.ts'
import {settingList} from '../../settings/setting-list.ts'

export default class ConfigView extends OmeCommand {
  static override summary = 'Show the settings in force'
  static override description =
    'Flags win over OME_* variables, these over the project file (.omerc), that over config.yaml, that over the defaults.'
  static override examples = ['<%= config.bin %> config view --origin']
  static override flags = {...output, origin: Flags.boolean({description: 'show where each value comes from'})}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ConfigView)

    this.render(settingList(flags.origin), listSettings(this.context.settings), flags.output)
  }
}
