import {OmeError} from '@ome/sdk/errors'
import {idlePorts} from '../../idle/compose.ts'
import {idleCompletions, idleFlags} from '../../idle/flags.ts'
import {readsIdle} from '../../idle/needs.ts'
import {findIdle} from '../../idle/usecases/find-idle.ts'
import {idleView} from '../../idle/views/idle.ts'
import {CostCommand} from '../../printing/cost-command.ts'
import {idlePage} from '../../report/views/cost-page.ts'

export default class CostIdle extends CostCommand {
  static override summary = 'Show which GPUs are held without use, and what that costs'
  static override description =
    'A GPU is idle while its engine has no request, its pod is not ready, or no pod of it came to the node that KAITO ordered. A Prometheus that knows the engines tells how long; else the engines are asked what their requests took since they began, and idle is at least what is left. With -A also the GPUs that no pod holds.'
  static override examples = [
    '<%= config.bin %> cost idle',
    '<%= config.bin %> cost idle -A --since 7d --report idle.html',
  ]
  static override flags = idleFlags
  static override needs = readsIdle
  static override risk = 'read' as const
  static override completions = idleCompletions

  async run(): Promise<void> {
    const {flags} = await this.parse(CostIdle)
    if (flags.since < 60_000)
      throw new OmeError('usage', '--since is too short to tell idle from busy', ['take a minute or more: --since 24h'])
    const file = this.pageOf(flags)
    const namespace = flags['all-namespaces'] ? undefined : (flags.namespace ?? (await this.context.namespace()))
    const ports = await idlePorts(this.context, flags, (text) => this.note(text))
    const found = await findIdle(ports, {namespace, sinceMs: flags.since})
    this.tell(idleView, found, flags, {file, page: idlePage})
  }
}
