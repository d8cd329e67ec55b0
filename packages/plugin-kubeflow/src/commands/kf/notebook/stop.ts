import {OmeCommand} from '@ome/sdk/command'
import {switchNotebook} from '../../../needs.ts'
import {notebooking} from '../../../notebook/compose.ts'
import {notebookCompletions, notebookName, switching} from '../../../notebook/flags.ts'
import {findNotebook, isStopped, planSwitch} from '../../../notebook/usecases/switch-notebook.ts'
import {awaitState} from '../../../printing/waiting.ts'

export default class KfNotebookStop extends OmeCommand {
  static override summary = 'Stop a notebook: its pod goes, its volumes stay'
  static override description =
    'An annotation for notebooks, spec.paused for workspaces. What is only in memory is lost, so it asks first.'
  static override examples = [
    '<%= config.bin %> kf notebook stop nb-alice -n team-a --yes',
    '<%= config.bin %> kf notebook stop ws-alice -n team-a --wait --yes',
  ]
  static override args = notebookName
  static override flags = switching
  static override needs = switchNotebook
  static override risk = 'write' as const
  static override completions = notebookCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfNotebookStop)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = await notebooking(this.context)
    const notebook = await findNotebook(ports, {...flags, name: args.name, namespace})
    const plan = planSwitch(notebook, ports.writer, {to: 'off', at: this.context.now()})
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) await awaitState(this.context, ports, notebook, isStopped, flags.timeout)
  }
}
