import {Flags} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {changeWorld} from '../../../change/compose.ts'
import {historyOf} from '../../../change/domain/history.ts'
import {changedSet, changing} from '../../../change/flags.ts'
import {historyRights} from '../../../change/needs.ts'
import {findSet} from '../../../change/usecases/find-set.ts'
import {allRevisions, planRecord, revisionNumbered} from '../../../change/usecases/revisions.ts'
import {history} from '../../../change/views/history.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {ChangeCommand} from '../../../printing/change-command.ts'

export default class GroveRolloutHistory extends ChangeCommand {
  static override summary = 'List the revisions of a set'
  static override description =
    'Changes made through this program are recorded by it; --record writes down what came by other ways.'
  static override examples = [
    '<%= config.bin %> grove rollout history my-inference --namespace prod',
    '<%= config.bin %> grove rollout history my-inference --revision 3 --namespace prod',
  ]
  static override args = changedSet
  static override flags = {
    ...changing,
    ...output,
    revision: Flags.integer({description: 'only this one', min: 1}),
    record: Flags.boolean({description: 'write down what is live and was never recorded'}),
  }
  static override needs = [...readTree, ...historyRights]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutHistory)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const world = await changeWorld(this.context)
    const found = await findSet(world, {namespace, name: args.name}, ['state'])
    if (flags.record) return void (await this.plan(await planRecord(world, found), flags))
    if (flags.revision !== undefined) revisionNumbered(found, flags.revision)
    const rows = historyOf(found.set, allRevisions(found))
    const wanted = rows.filter(({revision}) => flags.revision === undefined || revision === flags.revision)
    this.render(history, wanted, flags.output)
  }
}
