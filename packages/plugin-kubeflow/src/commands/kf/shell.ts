import {OmeCommand} from '@ome/sdk/command'
import {namespaced} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {execs} from '../../needs.ts'
import {reaching} from '../../reach/compose.ts'
import {target, targetCompletions} from '../../reach/flags.ts'
import {execObject} from '../../reach/usecases/exec-object.ts'

export default class KfShell extends OmeCommand {
  static override summary = 'Open a shell where an object of Kubeflow runs'
  static override description =
    'bash, or sh where there is no bash, in the newest ready pod. Commands may be piped into it.'
  static override examples = [
    '<%= config.bin %> kf shell nb-alice -n team-a',
    '<%= config.bin %> kf shell trainjob/llama-sft node -n team-a',
  ]
  static override args = target
  static override flags = namespaced
  static override needs = execs
  static override risk = 'write' as const
  static override completions = targetCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfShell)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {object, container} = args
    const code = await execObject(await reaching(this.context), {target: object, container, namespace})
    if (code !== 0) throw new Exit(code)
  }
}
