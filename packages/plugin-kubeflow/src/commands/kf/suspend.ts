import {OmeCommand} from '@ome/sdk/command'
import {training} from '../../training/compose.ts'
import {jobCompletions, jobOperand, suspendFlags} from '../../training/flags.ts'
import {suspend} from '../../training/needs.ts'
import {findJob} from '../../training/usecases/find-job.ts'
import {planSuspend} from '../../training/usecases/plan-suspend.ts'

export default class KfSuspend extends OmeCommand {
  static override summary = 'Stop a training job for a while'
  static override description =
    'Its pods go and their GPUs are free; the job stays. What it has not saved is trained anew. Asks where it runs.'
  static override examples = ['<%= config.bin %> kf suspend llama-sft -n team-a --yes']
  static override args = jobOperand
  static override flags = suspendFlags
  static override needs = suspend
  static override risk = 'write' as const
  static override completions = jobCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfSuspend)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {store, writer} = await training(this.context)
    await this.plan(planSuspend(await findJob(store, args.job, namespace), writer, true), flags)
  }
}
