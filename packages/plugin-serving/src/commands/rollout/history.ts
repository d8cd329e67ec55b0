import {OmeCommand} from '@ome/sdk/command'
import {deploying} from '../../deploy/compose.ts'
import {omeService} from '../../domain/operand.ts'
import {rolloutCompletions, rolloutOperand, rolloutReadFlags} from '../../rollout/flags.ts'
import * as needs from '../../rollout/needs.ts'
import {readHistory} from '../../rollout/usecases/read-history.ts'
import {historyList} from '../../rollout/views/history-list.ts'

export default class RolloutHistory extends OmeCommand {
  static override summary = 'List what a service was, with who changed it and why'
  static override description =
    'The last ten revisions that deploy, update, scale, autoscale and rollout wrote down in the cluster; with -o json their specs.'
  static override examples = ['<%= config.bin %> rollout history service chat']
  static override args = rolloutOperand
  static override flags = rolloutReadFlags
  static override needs = needs.seeHistory
  static override risk = 'read' as const
  static override completions = rolloutCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RolloutHistory)
    const name = omeService('rollout history', [args.service, args.name])
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {entries, isRecorded} = await readHistory(await deploying(this.context), {name, namespace})
    this.render(historyList, entries, flags.output)
    if (!isRecorded) this.note('what the service is now is none of these: it was changed without ome')
  }
}
