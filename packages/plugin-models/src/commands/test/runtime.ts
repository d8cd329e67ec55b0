import {checkList} from '@ome/inference-model/check-list'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {runtimes} from '../../compose.ts'
import {modelNames, runtimeNames, whichModel} from '../../flags.ts'
import {chooseName} from '../../prompts/choose-model.ts'
import {testRuntime as needed} from '../../runtimes/needs.ts'
import {requirePassed, testRuntime} from '../../runtimes/usecases/test-runtime.ts'
import {namesOf} from '../../usecases/names.ts'

export default class TestRuntime extends OmeCommand {
  static override summary = 'Test a runtime without using it: schema, webhook, models, image, GPUs, and a dry run'
  static override description =
    'Nothing is changed. The dry run is of a service with the model of --model, else with the first that the runtime takes. Ends with 3 when a check fails.'
  static override examples = [
    '<%= config.bin %> test runtime vllm-llama-3-3-70b',
    '<%= config.bin %> test runtime vllm-llama-3-3-70b --model llama-3-3-70b -o json',
  ]
  static override args = {name: Args.string({description: 'name of a runtime; asked for on a terminal'})}
  static override flags = {
    ...namespaced,
    ...whichModel,
    model: Flags.string({description: 'the model it is to run'}),
    ...output,
  }
  static override needs = needed
  static override risk = 'read' as const
  static override completions = {args: {name: runtimeNames}, flags: {model: modelNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TestRuntime)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const names = async () => namesOf('runtime', await runtimes(this.context), namespace)
    const name = args.name ?? (await chooseName(this.context, {noun: 'runtime', usage: 'test runtime NAME'}, names))
    const ports = {...(await runtimes(this.context)), note: (text: string) => this.note(text)}
    const checks = await testRuntime(ports, {...flags, name, namespace})
    this.render(checkList, checks, flags.output)
    requirePassed(name, checks)
  }
}
