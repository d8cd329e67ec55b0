import {OmeCommand} from '@ome/sdk/command'
import {serviceOf} from '../../../compose.ts'
import {storedDocuments} from '../../../documents/usecases/stored-documents.ts'
import {documentList} from '../../../documents/views/document-list.ts'
import {engineCompletions, engineOperand, readFlags} from '../../../flags.ts'
import * as needs from '../../../needs.ts'

export default class RagDocumentList extends OmeCommand {
  static override summary = 'List the documents of an index'
  static override description =
    'The service keeps chunks; here they are put together to the documents they were cut from.'
  static override examples = ['<%= config.bin %> rag document list my-rag -n default']
  static override args = engineOperand
  static override flags = readFlags
  static override needs = needs.readService
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagDocumentList)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const service = await serviceOf(this.context, engine, flags)

    const {documents} = await storedDocuments(service, {engine: engine.name, index: flags.index, sizes: true})

    this.render(documentList, documents, flags.output)
  }
}
