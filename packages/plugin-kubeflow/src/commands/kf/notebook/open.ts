import {Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced} from '@ome/sdk/flags'
import {openNotebook as needs} from '../../../needs.ts'
import {opening} from '../../../notebook/compose.ts'
import {notebookCompletions, notebookName, ofKind} from '../../../notebook/flags.ts'
import {openNotebook} from '../../../notebook/usecases/open-notebook.ts'
import {findNotebook} from '../../../notebook/usecases/switch-notebook.ts'

export default class KfNotebookOpen extends OmeCommand {
  static override summary = 'Reach a notebook from the browser of this machine'
  static override description =
    'A tunnel to its pod until Ctrl-C, and the address to open. Only programs of this machine reach it; no gateway is needed.'
  static override examples = ['<%= config.bin %> kf notebook open nb-alice -n team-a']
  static override args = notebookName
  static override flags = {
    ...namespaced,
    ...ofKind,
    port: Flags.integer({
      description: 'port of this machine; a free one when not given',
      min: 0,
      max: 65535,
      default: 0,
    }),
  }
  static override needs = needs
  static override risk = 'write' as const
  static override completions = notebookCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfNotebookOpen)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = await opening(this.context)
    const notebook = await findNotebook(ports, {...flags, name: args.name, namespace})
    const {url, tunnel} = await openNotebook(ports, {notebook, local: flags.port})
    this.log(url)
    this.note('the tunnel is open until Ctrl-C')
    await tunnel.closed
    if (this.context.signal.aborted) throw new OmeError('cancelled', 'the tunnel is closed')
  }
}
