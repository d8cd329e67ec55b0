import {OmeCommand} from '@ome/sdk/command'
import {switchNotebook} from '../../../needs.ts'
import {notebooking} from '../../../notebook/compose.ts'
import {notebookCompletions, notebookName, switching} from '../../../notebook/flags.ts'
import {findNotebook, isRunning, planSwitch} from '../../../notebook/usecases/switch-notebook.ts'
import {awaitState} from '../../../printing/waiting.ts'

export default class KfNotebookStart extends OmeCommand {
  static override summary = 'Start a notebook that was stopped'
  static override description = 'With --wait until it is ready; when its pod cannot start, the cause is told.'
  static override examples = [
    '<%= config.bin %> kf notebook start nb-idle -n team-a',
    '<%= config.bin %> kf notebook start ws-alice -n team-a --wait',
  ]
  static override args = notebookName
  static override flags = switching
  static override needs = switchNotebook
  static override risk = 'write' as const
  static override completions = notebookCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfNotebookStart)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = await notebooking(this.context)
    const notebook = await findNotebook(ports, {...flags, name: args.name, namespace})
    const plan = planSwitch(notebook, ports.writer, {to: 'on', at: this.context.now()})
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) await awaitState(this.context, ports, notebook, isRunning, flags.timeout)
  }
}
