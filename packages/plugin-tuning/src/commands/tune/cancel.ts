import {OmeCommand} from '@ome/sdk/command'
import {cancelling} from '../../runs/compose.ts'
import {cancelFlags, runCompletions, runName} from '../../runs/flags.ts'
import {cancelRun} from '../../runs/needs.ts'
import {planCancel} from '../../runs/usecases/plan-cancel.ts'

export default class TuneCancel extends OmeCommand {
  static override summary = 'End a tuning run and give its node back'
  static override description = 'The workspace is deleted, and with it Job, pods and node. Asks first.'
  static override examples = ['<%= config.bin %> tune cancel my-tuning --yes']
  static override args = runName
  static override flags = cancelFlags
  static override needs = cancelRun
  static override risk = 'destructive' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TuneCancel)
    const namespace = flags.namespace ?? (await this.context.namespace())
    await this.plan(await planCancel(await cancelling(this.context), {namespace, name: args.name}), flags)
  }
}
