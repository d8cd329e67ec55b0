import {changedSet, changing, driven, force, gating, imaging, roles} from '../../../change/flags.ts'
import {driverRights, metricsRights} from '../../../change/needs.ts'
import {gatesOf} from '../../../driver/domain/gate-flags.ts'
import {mannerOf} from '../../../driver/domain/manner.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {DriverCommand} from '../../../printing/driver-command.ts'

export default class GroveRolloutStart extends DriverCommand {
  static override summary = 'Update in steps that go on while new workers keep limits'
  static override description =
    'All roles change by the same share. After each step new workers are measured; a gate that fails brings everything back (--on-fail pause stops instead).'
  static override examples = [
    '<%= config.bin %> grove rollout start my-inference --image vllm:v1.3.0 --gate-ttft-p99 500ms --gate-tpot-p99 20ms --namespace prod',
  ]
  static override args = changedSet
  static override flags = {...changing, ...imaging, ...roles, ...gating, ...driven, ...force}
  static override needs = [...readTree, ...driverRights, ...metricsRights]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutStart)
    this.beQuiet(flags)
    const manner = {
      ...mannerOf(flags),
      gates: gatesOf(flags),
      steps: flags.steps,
      settleMs: flags.settle,
      windowMs: flags.window,
      onFail: flags['on-fail'],
    }
    const wish = {
      namespace: flags.namespace ?? (await this.context.namespace()),
      name: args.name,
      verb: 'start' as const,
      image: flags.image,
      roles: flags.role ?? [],
      container: flags.container,
      isExact: flags['image-exact'],
      topologyKey: flags['topology-key'],
      cause: this.line,
    }
    await this.begin({...wish, manner, force: flags.force}, flags)
  }
}
