import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {unknownKey, unsetSetting} from '../../settings/edit-user-file.ts'
import {isKnownKey, settingKeys} from '../../settings/schema.ts'

export default class ConfigUnset extends OmeCommand {
  static override summary = 'Remove one setting from config.yaml'
  static override examples = ['<%= config.bin %> config unset prometheus.url']
  static override args = {
    key: Args.string({required: true, description: 'name of the setting, such as prometheus.url'}),
  }
  static override flags = {...output}
  static override needs = []
  static override risk = 'write' as const
  static override completions = {args: {key: {values: settingKeys}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigUnset)
    const {key} = args
    if (!isKnownKey(key)) throw unknownKey(key)
    const changed = await unsetSetting(this.context.folders, key)

    const [object, outcome] = [`setting/${key}`, changed ? 'unset' : 'unchanged']
    const change = {items: [{object, outcome}], lines: [`${object} ${outcome}`]}
    tellChange(this.paper(flags.output), {kind: 'SettingChange', ...change})
  }
}
