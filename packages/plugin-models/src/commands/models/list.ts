import {modelList} from '@ome/inference-model/model-list'
import {lookTimeout, output, scope, selector, watch} from '@ome/sdk/flags'
import {modelShelf} from '../../compose.ts'
import {modelScope} from '../../flags.ts'
import {catalog, engineRuntime, listFilters, listOwn, marketFlags, region} from '../../kaito/flags.ts'
import {readsMarket} from '../../kaito/needs.ts'
import {isKaitos, listKaito} from '../../kaito/printing.ts'
import {listModels} from '../../models/needs.ts'
import {followModels, listModels as readModels} from '../../models/usecases/list-models.ts'
import {ModelsCommand} from '../../printing/models-command.ts'

export default class ModelsList extends ModelsCommand {
  static override summary = 'List the models of the namespace and those of the whole cluster'
  static override description =
    'NODES is how many nodes have the model, of those that should. The same table as that of ome get models.'
  static override examples = [
    '<%= config.bin %> models list',
    '<%= config.bin %> models list --all-namespaces -o wide',
    '<%= config.bin %> models list --scope cluster',
  ]
  static override flags = {
    ...scope,
    ...selector,
    ...modelScope,
    ...catalog,
    ...listFilters,
    ...engineRuntime,
    ...region,
    ...marketFlags,
    ...output,
    ...watch,
    ...lookTimeout('watch'),
  }
  static override needs = [...listModels, ...readsMarket]
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ModelsList)
    if (await isKaitos(this.context, flags, listOwn)) return await listKaito(this.stage(flags.output), flags)
    const {namespace} = await this.scopeOf(flags)
    const shelf = await modelShelf(this.context)
    const query = {namespace, selector: flags.selector, scope: flags.scope}
    if (flags.watch) return await this.watch(modelList, followModels(shelf, query), flags.output, flags.timeout)

    const {items, unreadable} = await readModels(shelf, query)
    for (const right of unreadable) this.note(`not everything is shown: you may not ${right}`)
    this.render(modelList, items, flags.output)
  }
}
