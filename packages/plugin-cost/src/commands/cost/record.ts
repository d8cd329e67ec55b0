import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {costTarget} from '../../domain/cost-target.ts'
import {costOperand} from '../../flags.ts'
import {historyPorts} from '../../history/compose.ts'
import {historyCompletions, recordFlags} from '../../history/flags.ts'
import {recordsCosts} from '../../history/needs.ts'
import {record, recordsOf} from '../../history/usecases/record-costs.ts'
import {recordList} from '../../history/views/records.ts'
import {readNamespace} from '../../printing/read-costs.ts'

export default class CostRecord extends OmeCommand {
  static override summary = 'Write down what runs now and what it costs, for cost history'
  static override description =
    'One line for each object in a log of this machine, for clusters without a Prometheus. A line stands for the time to the next one, at most for two hours: run it every hour.'
  static override examples = ['<%= config.bin %> cost record', '<%= config.bin %> cost record workspace my-workspace']
  static override args = costOperand
  static override flags = recordFlags
  static override needs = recordsCosts
  static override risk = 'read' as const
  static override completions = {args: historyCompletions.args}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostRecord)
    const target = costTarget([args.object, args.name])
    const note = (text: string) => this.note(text)
    const asked = {...flags, since: 0, projected: false}
    const [ports, found] = await Promise.all([
      historyPorts(this.context, flags, note),
      readNamespace(this.context, asked, note),
    ])
    const at = {cluster: ports.cluster, atMs: this.context.now().getTime()}
    const kept = record(ports.ledger, recordsOf(found, at), target)
    if (target && kept.length === 0)
      throw new OmeError('not-found', `${target.noun} "${target.name}" not found in namespace "${found.namespace}"`, [
        `see what runs: ome cost -n ${found.namespace}`,
      ])
    if (kept.length > 0) note(`written to ${ports.ledger.title}`)
    this.render(recordList, kept, flags.output)
  }
}
