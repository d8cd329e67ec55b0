import {OmeError} from '@ome/sdk/errors'
import {changeWorld} from '../../change/compose.ts'
import {changedSet, changing, driving, force, grace, roles} from '../../change/flags.ts'
import {driverRights} from '../../change/needs.ts'
import {planRestart} from '../../change/usecases/plan-restart.ts'
import {mannerOf} from '../../driver/domain/manner.ts'
import {setCompletions} from '../../flags.ts'
import {readTree, watchTree} from '../../needs.ts'
import {DriverCommand} from '../../printing/driver-command.ts'

export default class GroveRestart extends DriverCommand {
  static override summary = 'Replace the pods of roles without changing what they run'
  static override description =
    'The operator rolls one worker at a time in each role. --batch-size drives the restart from here and leaves the template as it is; --force deletes all pods at once.'
  static override examples = [
    '<%= config.bin %> grove restart my-inference --namespace prod',
    '<%= config.bin %> grove restart my-inference --role prefill --namespace prod',
    '<%= config.bin %> grove restart my-inference --batch-size 2 --namespace prod',
  ]
  static override args = changedSet
  static override flags = {...changing, ...roles, ...driving, ...grace, ...force}
  static override needs = [...readTree, ...watchTree, ...driverRights]
  static override risk = 'destructive' as const
  static override completions = setCompletions
  protected override readonly showsUsage = true

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRestart)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const wish = {namespace, name: args.name, roles: flags.role ?? []}
    const graceSeconds = flags['grace-period']
    if (flags['batch-size'] === undefined) {
      if (graceSeconds !== undefined && !flags.force)
        throw new OmeError('usage', 'the operator deletes the pods, and takes no --grace-period', [
          'drive the restart from here: --batch-size 1',
          'or delete all pods at once: --force',
        ])
      const plan = await planRestart(await changeWorld(this.context), {...wish, force: flags.force, graceSeconds})
      return await this.carryOut(plan, {...flags, yes: flags.yes || flags.force}, wish)
    }
    if (flags.force)
      throw new OmeError('usage', '--force deletes all pods at once and --batch-size does not: leave one out')
    await this.begin({...wish, verb: 'restart', manner: {...mannerOf(flags), graceSeconds}, cause: this.line}, flags)
  }
}
