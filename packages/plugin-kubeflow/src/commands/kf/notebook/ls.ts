import {OmeCommand} from '@ome/sdk/command'
import {output, scope} from '@ome/sdk/flags'
import {inNamespaces} from '../../../flags.ts'
import {listNotebooks as needs} from '../../../needs.ts'
import {notebooking} from '../../../notebook/compose.ts'
import {listNotebooks} from '../../../notebook/usecases/list-notebooks.ts'
import {notebookList} from '../../../notebook/views/notebook-list.ts'
import {placing} from '../../../project/compose.ts'
import {checkPlace} from '../../../project/usecases/check-place.ts'

export default class KfNotebookLs extends OmeCommand {
  static override summary = 'List notebooks of both generations'
  static override description = 'Notebooks, and workspaces of Notebooks v2, whichever the cluster serves.'
  static override examples = [
    '<%= config.bin %> kf notebook ls -n team-a',
    '<%= config.bin %> kf notebook ls -A -o wide',
  ]
  static override aliases = ['kf:notebook:list']
  static override flags = {...scope, ...output}
  static override needs = needs
  static override risk = 'read' as const
  static override completions = {flags: inNamespaces}

  async run(): Promise<void> {
    const {flags} = await this.parse(KfNotebookLs)
    const {namespace} = await this.scopeOf(flags)
    const found = await listNotebooks(await notebooking(this.context), namespace)
    if (found.length === 0 && namespace !== undefined) await checkPlace(await placing(this.context), namespace)
    this.render(notebookList, found, flags.output)
  }
}
