import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced} from '@ome/sdk/flags'
import {splitCommand} from '@ome/sdk/pod-access'
import {Exit} from '@ome/sdk/runtime'
import {execs} from '../../needs.ts'
import {reaching} from '../../reach/compose.ts'
import {target, targetCompletions} from '../../reach/flags.ts'
import {execObject} from '../../reach/usecases/exec-object.ts'

export default class KfRun extends OmeCommand {
  static override summary = 'Run a command where an object of Kubeflow runs'
  static override description =
    'In the newest ready pod of a notebook, a training job or a service. Ends with the exit code of the command.'
  static override examples = [
    '<%= config.bin %> kf run nb-alice -n team-a -- nvidia-smi',
    '<%= config.bin %> kf run trainjob/llama-sft node -n team-a -- nvidia-smi',
  ]
  static override usage = 'kf run OBJECT [CONTAINER] [flags] -- COMMAND...'
  static override args = target
  static override flags = namespaced
  static override needs = execs
  static override risk = 'write' as const
  static override completions = targetCompletions

  async run(): Promise<void> {
    const [words, command] = splitCommand(this.argv)
    const {args, flags} = await this.parse(KfRun, words)
    if (command.length === 0)
      throw new OmeError('usage', 'there is no command to run', [
        `name it behind --: ome kf run ${args.object} -- ${args.container ?? 'nvidia-smi'}`,
        `a shell: ome kf shell ${args.object}`,
      ])
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {object, container} = args
    const code = await execObject(await reaching(this.context), {target: object, container, command, namespace})
    if (code !== 0) throw new Exit(code)
  }
}
