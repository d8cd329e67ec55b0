import {Flags} from '@ome/sdk/command'
import {printDiff} from '@ome/sdk/object-diff'
import {changeWorld} from '../../../change/compose.ts'
import {changedSet, changing} from '../../../change/flags.ts'
import {templateRights} from '../../../change/needs.ts'
import {planUndo, type UndoPlan} from '../../../change/usecases/revisions.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree, watchTree} from '../../../needs.ts'
import {ChangeCommand} from '../../../printing/change-command.ts'
import {templateDiff} from '../../../printing/template-diff.ts'

export default class GroveRolloutUndo extends ChangeCommand {
  static override summary = 'Bring back an earlier template'
  static override description =
    'The newest revision that is not live, or the one of --revision. Numbers of workers stay as they are; the operator rolls the pods.'
  static override examples = [
    '<%= config.bin %> grove rollout undo my-inference --namespace prod',
    '<%= config.bin %> grove rollout undo my-inference --revision 3 --namespace prod',
  ]
  static override args = changedSet
  static override flags = {...changing, revision: Flags.integer({description: 'revision to bring back', min: 1})}
  static override needs = [...readTree, ...watchTree, ...templateRights]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutUndo)
    this.beQuiet(flags)
    const address = {namespace: flags.namespace ?? (await this.context.namespace()), name: args.name}
    const wish = {...address, revision: flags.revision, cause: this.line}
    const plan = await planUndo(await changeWorld(this.context), wish)
    if (flags.output === undefined && plan.changes.some(({action}) => action !== 'unchanged')) this.showUndo(plan)
    await this.carryOut(plan, flags, address)
  }

  private showUndo({found: {set}, to}: UndoPlan): void {
    const {io} = this.context
    const live = {title: 'live', template: set.object.spec.template}
    const lines = templateDiff(set.name, live, {title: `revision ${to.number}`, template: to.template})
    printDiff(Object.create(io, {out: {value: io.err}}), lines)
  }
}
