import {OmeCommand} from '@ome/sdk/command'
import {training} from '../../training/compose.ts'
import {jobCompletions, jobOperand, suspendFlags} from '../../training/flags.ts'
import {suspend} from '../../training/needs.ts'
import {findJob} from '../../training/usecases/find-job.ts'
import {planSuspend} from '../../training/usecases/plan-suspend.ts'

export default class KfResume extends OmeCommand {
  static override summary = 'Let a suspended training job go on'
  static override description = 'Its pods come again and train on from the last checkpoint.'
  static override examples = ['<%= config.bin %> kf resume resumed -n team-a']
  static override args = jobOperand
  static override flags = suspendFlags
  static override needs = suspend
  static override risk = 'write' as const
  static override completions = jobCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfResume)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {store, writer} = await training(this.context)
    await this.plan(planSuspend(await findJob(store, args.job, namespace), writer, false), flags)
  }
}
