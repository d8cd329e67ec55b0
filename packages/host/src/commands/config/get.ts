import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {isForPeople} from '@ome/sdk/format'
import {toJson} from '@ome/sdk/output'
import {unknownKey} from '../../settings/edit-user-file.ts'
import {isKnownKey, settingKeys} from '../../settings/schema.ts'
import {settingView} from '../../settings/setting-list.ts'

export default class ConfigGet extends OmeCommand {
  static override summary = 'Print the value of one setting'
  static override description =
    'Text is printed as it is, lists and maps as JSON. A setting without a value ends with code 4.'
  static override examples = ['<%= config.bin %> config get preferences.output-format']
  static override args = {
    key: Args.string({required: true, description: 'name of the setting, such as prometheus.url'}),
  }
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {key: {values: settingKeys}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigGet)
    const {key} = args
    const value = this.context.settings.get(key)

    if (value === undefined && !isKnownKey(key)) throw unknownKey(key)
    if (value === undefined)
      throw new OmeError('not-found', `${key} is not set`, [`set it: ome config set ${key} VALUE`])
    if (isForPeople(flags.output)) this.log(typeof value === 'object' ? toJson(value) : String(value))
    else this.render(settingView, {key, value}, flags.output)
  }
}
