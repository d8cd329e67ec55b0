import {OmeCommand} from '@ome/sdk/command'
import {checking} from '../../config/compose.ts'
import {checkFlags, configName, mapNames, modelNames, namespaceNames} from '../../config/flags.ts'
import {checkConfigs} from '../../config/needs.ts'
import {checkConfig, requireSound} from '../../config/usecases/check-config.ts'
import {ruleList} from '../../config/views/rule-list.ts'

export default class ConfigValidate extends OmeCommand {
  static override summary = 'Check a config of training or engine'
  static override description =
    'Its keys and values by what the trainer or the engine takes, and with --model and --instance-type whether they can do it. The model it was made for is taken when none is given. Ends with 3 when a rule is broken.'
  static override examples = [
    '<%= config.bin %> config validate my-qlora-config --model phi-3-mini-4k-instruct',
    '<%= config.bin %> config validate my-vllm-config --instance-type Standard_NC24ads_A100_v4',
  ]
  static override args = configName
  static override flags = checkFlags
  static override needs = checkConfigs
  static override risk = 'read' as const
  static override completions = {args: {name: mapNames}, flags: {namespace: namespaceNames, model: modelNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigValidate)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await checking(this.context)), note: (text: string) => this.note(text)}
    const ask = {...flags, namespace, name: args.name, instanceType: flags['instance-type']}
    const checks = await checkConfig(ports, ask)
    this.render(ruleList, checks, flags.output)
    requireSound(args.name, checks)
  }
}
