import {parsePairs} from '@ome/inference-model/deploy/pairs'
import {Args, OmeCommand} from '@ome/sdk/command'
import {documentFiles, serviceOf} from '../../../compose.ts'
import {ownMetadata} from '../../../documents/domain/own-metadata.ts'
import {addFlags} from '../../../documents/flags.ts'
import {addDocuments} from '../../../documents/usecases/add-documents.ts'
import {addReport} from '../../../documents/views/add-report.ts'
import {engineNames, engineOperand} from '../../../flags.ts'
import * as needs from '../../../needs.ts'
import {addNotes, failOnFaults} from '../../../printing/add-notes.ts'
import {progressLine} from '../../../printing/progress-line.ts'

const mostCharacters = 16 * 2 ** 20

export default class RagDocumentAdd extends OmeCommand {
  static override summary = 'Put the text of files and folders into an index'
  static override description =
    'Text, Markdown, HTML, CSV, JSON, code, PDF and DOCX are read here; folders with all below them but hidden entries and node_modules. What the index has already is left alone, so the same command goes on where another one was broken off.'
  static override examples = [
    '<%= config.bin %> rag document add my-rag doc.pdf',
    '<%= config.bin %> rag document add my-rag ./docs --batch-size 10 --meta team=search',
  ]
  static override strict = false
  static override args = {
    ...engineOperand,
    path: Args.string({required: true, description: 'files and folders'}),
  }
  static override flags = addFlags
  static override needs = needs.askService
  static override risk = 'write' as const
  static override completions = {args: {name: engineNames, path: {files: ['*']}}}

  async run(): Promise<void> {
    const {args, argv, flags} = await this.parse(RagDocumentAdd)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const {io, now, signal} = this.context
    const meta = ownMetadata(parsePairs('--meta', flags.meta))
    const limits = {mostBytes: flags['max-file-size'], mostCharacters}
    const [service, files] = await Promise.all([
      serviceOf(this.context, engine, flags),
      documentFiles(this.context, limits),
    ])
    const input = {...flags, engine, meta, paths: argv.slice(1).map(String), batchSize: flags['batch-size'], signal}

    const line = progressLine(io, now)
    const adding = addDocuments({service, ...files}, input, (done, total) => line.show(`${done} of ${total} documents`))
    const report = await adding.finally(() => line.end())

    this.render(addReport, report, flags.output)
    for (const text of addNotes(report, flags.meta !== undefined || flags.id !== undefined)) this.note(text)
    failOnFaults(report)
  }
}
