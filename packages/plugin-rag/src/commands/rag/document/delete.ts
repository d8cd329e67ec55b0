import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {serviceOf} from '../../../compose.ts'
import {shortId} from '../../../documents/domain/stored-document.ts'
import {deleteDocuments, planDeletion} from '../../../documents/usecases/delete-documents.ts'
import {deletedDocuments} from '../../../documents/views/deleted-documents.ts'
import {engineCompletions, engineOperand, indexFlag, reach, yes} from '../../../flags.ts'
import * as needs from '../../../needs.ts'
import {failOnMissing} from '../../../printing/missing.ts'

export default class RagDocumentDelete extends OmeCommand {
  static override summary = 'Remove documents from an index'
  static override description =
    'A document is named by its id, the beginning of its digest (4 characters or more), the id it was added with, or its source.'
  static override examples = [
    '<%= config.bin %> rag document delete my-rag doc-id-123 --yes',
    '<%= config.bin %> rag document delete my-rag faq.txt kaito-overview.md --yes',
  ]
  static override strict = false
  static override args = {
    ...engineOperand,
    document: Args.string({required: true, description: 'documents'}),
  }
  static override flags = {...reach, ...indexFlag, ...yes, ...output}
  static override needs = needs.askService
  static override risk = 'destructive' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, argv, flags} = await this.parse(RagDocumentDelete)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const service = await serviceOf(this.context, engine, flags)
    const typed = argv.slice(1).map(String)

    const deletion = await planDeletion(service, {engine, index: flags.index, typed})
    if (deletion.documents.length > 0) {
      const names = deletion.documents.map(shortId).join(', ')
      await this.confirm(`Remove ${names} from index ${deletion.index} of ragengine/${engine.name}?`, flags)
    }
    this.render(deletedDocuments, await deleteDocuments(service, deletion), flags.output)
    failOnMissing(deletion, engine)
  }
}
