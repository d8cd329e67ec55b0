import {modelList} from '@ome/inference-model/model-list'
import {OmeCommand} from '@ome/sdk/command'
import {lookTimeout, output, scope, selector, watch} from '@ome/sdk/flags'
import {modelShelf} from '../../compose.ts'
import {modelScope} from '../../flags.ts'
import {listModels} from '../../models/needs.ts'
import {followModels, listModels as readModels} from '../../models/usecases/list-models.ts'

export default class ModelsList extends OmeCommand {
  static override summary = 'List the models of the namespace and those of the whole cluster'
  static override description =
    'NODES is how many nodes have the model, of those that should. The same table as that of ome get models.'
  static override examples = [
    '<%= config.bin %> models list',
    '<%= config.bin %> models list --all-namespaces -o wide',
    '<%= config.bin %> models list --scope cluster',
  ]
  static override flags = {...scope, ...selector, ...modelScope, ...output, ...watch, ...lookTimeout('watch')}
  static override needs = listModels
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ModelsList)
    const {namespace} = await this.scopeOf(flags)
    const shelf = await modelShelf(this.context)
    const query = {namespace, selector: flags.selector, scope: flags.scope}
    if (flags.watch) return await this.watch(modelList, followModels(shelf, query), flags.output, flags.timeout)

    const {items, unreadable} = await readModels(shelf, query)
    for (const right of unreadable) this.note(`not everything is shown: you may not ${right}`)
    this.render(modelList, items, flags.output)
  }
}
