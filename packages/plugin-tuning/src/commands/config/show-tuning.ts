import {OmeCommand} from '@ome/sdk/command'
import {configs} from '../../config/compose.ts'
import {configName, lookFlags, mapNames, namespaceNames} from '../../config/flags.ts'
import {readConfigs} from '../../config/needs.ts'
import {showText} from '../../config/printing.ts'
import {showConfig} from '../../config/usecases/show-config.ts'
import {shownConfig} from '../../config/views/shown-config.ts'

export default class ConfigShowTuning extends OmeCommand {
  static override summary = 'Show a config of the training'
  static override description =
    'The text of training_config.yaml as it stands, comments included; with -o json what it says.'
  static override examples = [
    '<%= config.bin %> config show-tuning my-qlora-config',
    '<%= config.bin %> config show-tuning my-qlora-config -o json',
  ]
  static override args = configName
  static override flags = lookFlags
  static override needs = readConfigs
  static override risk = 'read' as const
  static override completions = {args: {name: mapNames}, flags: {namespace: namespaceNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigShowTuning)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const config = await showConfig(await configs(this.context), {namespace, name: args.name, kind: 'tuning'})
    if (!showText(this.context.io, config.text, flags.output))
      this.render(shownConfig, await config.read(), flags.output)
  }
}
