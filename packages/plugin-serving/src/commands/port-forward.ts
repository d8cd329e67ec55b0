import {serviceName} from '@ome/inference-model/service-operand'
import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced} from '@ome/sdk/flags'
import {podAccessOf, serving} from '../compose.ts'
import {replicaFlags, serviceCompletions} from '../flags.ts'
import * as needs from '../needs.ts'
import {forwardService, parsePorts} from '../reach/usecases/reach-pod.ts'

export default class PortForward extends OmeCommand {
  static override summary = 'Reach a service at a port of this machine'
  static override description =
    'A tunnel to a ready pod of the router, else of the engine, until Ctrl-C. Only programs of this machine reach it. When the pod goes, another one takes its place.'
  static override examples = [
    '<%= config.bin %> port-forward service chat 8080',
    '<%= config.bin %> port-forward chat 9000:8080',
  ]
  static override args = {
    service: Args.string({required: true, description: 'service NAME, service/NAME or NAME'}),
    port: Args.string({description: '[LOCAL:]REMOTE; a free one to 8080 when absent', multiple: true}),
  }
  static override flags = {...namespaced, ...replicaFlags}
  static override needs = needs.forwards
  static override risk = 'write' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PortForward)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const words = [args.service, ...(args.port ?? [])]
    const isPort = words.length > 1 && /^[\d:]+$/.test(words.at(-1) ?? '')
    const {local, remote} = parsePorts(isPort ? (words.pop() ?? '') : ':8080')
    const name = serviceName('port-forward', words)
    const {services} = await serving(this.context)
    const ports = {services, access: await podAccessOf(this.context)}
    const {port, pods} = await forwardService(ports, {...flags, name, namespace, local, remote})
    for await (const pod of pods) this.log(`http://127.0.0.1:${port} -> pod/${pod}:${remote}`)
    if (this.context.signal.aborted) throw new OmeError('cancelled', 'the tunnel is closed')
  }
}
