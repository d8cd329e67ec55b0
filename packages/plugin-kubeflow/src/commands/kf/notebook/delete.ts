import {OmeCommand} from '@ome/sdk/command'
import {deleteNotebook} from '../../../needs.ts'
import {notebooking, removal} from '../../../notebook/compose.ts'
import {notebookCompletions, notebookName, switching} from '../../../notebook/flags.ts'
import {planDelete} from '../../../notebook/usecases/plan-delete.ts'
import {findNotebook} from '../../../notebook/usecases/switch-notebook.ts'
import {awaitGone} from '../../../printing/await-gone.ts'

export default class KfNotebookDelete extends OmeCommand {
  static override summary = 'Delete a notebook; its volumes stay'
  static override examples = ['<%= config.bin %> kf notebook delete nb-idle -n team-a --yes']
  static override args = notebookName
  static override flags = switching
  static override needs = deleteNotebook
  static override risk = 'destructive' as const
  static override completions = notebookCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfNotebookDelete)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const notebook = await findNotebook(await notebooking(this.context), {...flags, name: args.name, namespace})
    const plan = planDelete(notebook, removal)
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) await awaitGone(this.context, plan, flags.timeout)
  }
}
