import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced} from '@ome/sdk/flags'
import {splitCommand} from '@ome/sdk/pod-access'
import {Exit} from '@ome/sdk/runtime'
import {podAccessOf, serving} from '../compose.ts'
import {omeService} from '../domain/operand.ts'
import {replicaFlags, serviceCompletions, serviceOperand} from '../flags.ts'
import * as needs from '../needs.ts'
import {execService} from '../reach/usecases/reach-pod.ts'

export default class Exec extends OmeCommand {
  static override summary = 'Run a command in a pod of a service, or open a shell there'
  static override description =
    'In the engine of a ready pod unless you name another. Ends with the exit code of the command. Without one it opens bash, or sh where there is no bash.'
  static override examples = [
    '<%= config.bin %> exec service chat -- nvidia-smi',
    '<%= config.bin %> exec chat --replica 2 -- env',
  ]
  static override usage = 'exec service NAME [flags] [-- COMMAND...]'
  static override args = serviceOperand
  static override flags = {
    ...namespaced,
    ...replicaFlags,
    container: Flags.string({char: 'c', description: 'container; the engine or router when absent'}),
  }
  static override needs = needs.execs
  static override risk = 'write' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const [words, command] = splitCommand(this.argv)
    const {args, flags} = await this.parse(Exec, words)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = omeService('exec', [args.service, args.name])
    const {services} = await serving(this.context)
    const access = await podAccessOf(this.context)
    const code = await execService({services, access}, {...flags, name, namespace, command})
    if (code !== 0) throw new Exit(code)
  }
}
