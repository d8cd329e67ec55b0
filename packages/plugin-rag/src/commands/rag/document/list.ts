import {OmeCommand} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {showFleet} from '@ome/sdk/fleet-view'
import {serviceOf} from '../../../compose.ts'
import {storedDocuments} from '../../../documents/usecases/stored-documents.ts'
import {documentList} from '../../../documents/views/document-list.ts'
import {engineCompletions, engineOperand, everywhere, readFlags} from '../../../flags.ts'
import * as needs from '../../../needs.ts'

export default class RagDocumentList extends OmeCommand {
  static override summary = 'List the documents of an index'
  static override description =
    'The service keeps chunks; here they are put together to the documents they were cut from.'
  static override examples = ['<%= config.bin %> rag document list my-rag -n default']
  static override args = engineOperand
  static override flags = {...readFlags, ...everywhere}
  static override needs = needs.readService
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagDocumentList)
    const ask = async (context: Context) => {
      const engine = {name: args.name, namespace: flags.namespace ?? (await context.namespace())}
      const service = await serviceOf(context, engine, flags)
      return (await storedDocuments(service, {engine, index: flags.index, sizes: true})).documents
    }

    if (flags.cluster === undefined) this.render(documentList, await ask(this.context), flags.output)
    else await showFleet(documentList, ask, {context: this.context, flags, paper: this.paper(flags.output)})
  }
}
