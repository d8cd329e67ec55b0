import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced} from '@ome/sdk/flags'
import {backend, replicaFlags, servedCompletions} from '../flags.ts'
import {followsKaito} from '../kaito-observe/needs.ts'
import {forwardTarget} from '../kaito-observe/printing/reach-target.ts'
import {findTarget} from '../kaito-observe/printing/running-target.ts'
import * as needs from '../needs.ts'
import {parsePorts} from '../reach/usecases/reach-pod.ts'

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
    port: Args.string({description: '[LOCAL:]REMOTE; a free one to 8080 (of KAITO 5000) when absent', multiple: true}),
  }
  static override flags = {...namespaced, ...backend, ...replicaFlags}
  static override needs = [...needs.forwards, ...followsKaito]
  static override risk = 'write' as const
  static override completions = servedCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PortForward)
    const words = [args.service, ...(args.port ?? [])]
    const isPort = words.length > 1 && /^[\d:]+$/.test(words.at(-1) ?? '')
    const typed = isPort ? words.pop() : undefined
    const found = await findTarget(this.context, {verb: 'port-forward', words, ...flags})
    const {local, remote} = parsePorts(typed ?? (found.target.backend === 'ome' ? ':8080' : ':5000'))
    const {port, pods} = await forwardTarget(this.context, found, {...flags, local, remote})
    for await (const pod of pods) this.log(`http://127.0.0.1:${port} -> pod/${pod}:${remote}`)
    if (this.context.signal.aborted) throw new OmeError('cancelled', 'the tunnel is closed')
  }
}
