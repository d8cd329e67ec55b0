import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {duration, namespaced, output} from '@ome/sdk/flags'
import {control, sandbox} from '../../compose.ts'
import {faultNames} from '../../domain/fault-names.ts'
import {amount, share} from '../../flags.ts'
import {injectFault} from '../../usecases/inject-fault.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'
import {faultKindList, injectedFault} from '../../views/fault-list.ts'

export default class SandboxInject extends OmeCommand {
  static override summary = 'Make something go wrong in the emulated cluster'
  static override description =
    'Without a name it lists what can go wrong. A fault lasts for --duration of real time, or until ome sandbox heal.'
  static override examples = [
    '<%= config.bin %> sandbox inject',
    '<%= config.bin %> sandbox inject node-down gpu-h100-1 --duration 2m',
    '<%= config.bin %> sandbox inject quota Standard_NV36ads_A10_v5',
    '<%= config.bin %> sandbox inject 429 --rate 0.3 --duration 30s',
    '<%= config.bin %> sandbox inject latency service/chat --amount 800',
  ]
  static override args = {
    fault: Args.string({description: 'what goes wrong'}),
    target: Args.string({
      description: 'NAME of the node, pod or instance type; or node/NAME, pod/NAME, service/NAME, instance-type/NAME',
    }),
  }
  static override flags = {
    ...output,
    ...namespaced,
    duration: duration({description: 'ends by itself after this long'}),
    rate: share({description: 'share of the requests that it hits, above 0 and up to 1'}),
    amount: amount({description: 'milliseconds, Xid or times slower, as the list says'}),
    seed: Flags.integer({description: 'same number, same hits', min: 0}),
    'user-agent': Flags.string({description: 'only requests whose user agent begins so'}),
  }
  static override needs = []
  static override risk = 'write' as const
  static override completions = {
    args: {fault: {values: faultNames}, target: {resource: ['nodes', 'pods']}},
    flags: {duration: {values: ['30s', '2m', '10m']}, 'user-agent': {values: ['ome', 'kubectl', 'helm']}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SandboxInject)
    const record = await runningSandbox(sandbox(this.context))
    const interior = await control(this.context, record)
    const {fault: kind, target} = args
    if (kind === undefined) return this.render(faultKindList, await interior.faultKinds(), flags.output)
    const namespace = flags.namespace ?? (await this.context.namespace({kubeconfig: record.kubeconfig}))

    const {duration: durationMs, 'user-agent': userAgent, rate, amount, seed} = flags
    const fault = await injectFault(interior, {kind, target, namespace, durationMs, userAgent, rate, amount, seed})

    this.render(injectedFault(this.context.bin), fault, flags.output)
  }
}
