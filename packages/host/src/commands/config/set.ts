import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {setSetting} from '../../settings/edit-user-file.ts'
import {settingKeys} from '../../settings/schema.ts'

export default class ConfigSet extends OmeCommand {
  static override summary = 'Write one setting to config.yaml'
  static override description = 'Comments and order of the file stay. Secrets are refused: the file holds none.'
  static override examples = ['<%= config.bin %> config set preferences.output-format wide']
  static override args = {
    key: Args.string({required: true, description: 'name of the setting, such as prometheus.url'}),
    value: Args.string({required: true, description: 'its value'}),
  }
  static override flags = {...output}
  static override needs = []
  static override risk = 'write' as const
  static override completions = {args: {key: {values: settingKeys}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigSet)
    const {key, value} = args
    const changed = await setSetting(this.context.folders, key, value)

    const object = `setting/${key}`
    const items = [{object, outcome: changed ? 'set' : 'unchanged', to: value}]
    const lines = [`${object} ${changed ? `set to ${value}` : 'unchanged'}`]
    tellChange(this.paper(flags.output), {kind: 'SettingChange', items, lines})
  }
}
