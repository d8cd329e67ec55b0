import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {serving} from '../compose.ts'
import {omeService} from '../domain/operand.ts'
import {serviceCompletions, serviceOperand} from '../flags.ts'
import {debugs} from '../observe/needs.ts'
import {debugService} from '../observe/usecases/debug-service.ts'
import {diagnosis} from '../observe/views/diagnosis.ts'

export default class Debug extends OmeCommand {
  static override summary = 'Find out why a service does not serve: every check, with its evidence and what mends it'
  static override description =
    'Checks go from causes to what follows from them; the first that fails is the cause. Ends with code 3 when anything keeps the service from being as it shall.'
  static override examples = ['<%= config.bin %> debug service chat', '<%= config.bin %> debug service/chat -o json']
  static override args = serviceOperand
  static override flags = {...namespaced, ...output}
  static override needs = debugs
  static override risk = 'read' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Debug)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = omeService('debug', [args.service, args.name])
    const found = await debugService(await serving(this.context), {name, namespace})
    if (found.unread.length > 0) this.note(`not everything was looked at: you may not ${found.unread.join(', ')}`)
    this.render(diagnosis, found, flags.output)
    if (found.isBlocked) throw new Exit(3)
  }
}
