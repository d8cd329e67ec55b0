import {Args, OmeCommand} from '@ome/sdk/command'
import {documentOf, toJson} from '@ome/sdk/output'
import {questionsIn} from '../../ask/domain/question.ts'
import {scoreOf} from '../../ask/domain/score.ts'
import {testFlags} from '../../ask/flags.ts'
import {testIndex} from '../../ask/usecases/test-index.ts'
import {testReport} from '../../ask/views/score.ts'
import {localText, serviceOf} from '../../compose.ts'
import {engineNames, engineOperand} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {progressLine} from '../../printing/progress-line.ts'
import {demandAnswers, demandHitRate} from '../../printing/query-notes.ts'

export default class RagTest extends OmeCommand {
  static override summary = 'Score an index with questions whose answers are known'
  static override description =
    'The file is CSV with the columns question, expected and perhaps doc_id. A hit is a passage of that document, of a source of that name, or with that text.'
  static override examples = [
    '<%= config.bin %> rag test my-rag questions.csv',
    '<%= config.bin %> rag test my-rag questions.csv --min-hit-rate 0.5 --report results.json',
  ]
  static override args = {
    ...engineOperand,
    file: Args.string({required: true, description: 'CSV file with the questions'}),
  }
  static override flags = testFlags
  static override needs = needs.askService
  static override risk = 'read' as const
  static override completions = {args: {name: engineNames, file: {files: ['*.csv']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagTest)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const files = await localText(this.context)
    const questions = questionsIn(files.read(args.file), args.file)
    const service = await serviceOf(this.context, engine, flags)
    const {io, now} = this.context
    const {'top-k': topK, 'retrieve-only': retrieveOnly} = flags

    const line = progressLine(io, now)
    const onProgress = (done: number, total: number) => line.show(`${done} of ${total} questions`)
    const input = {...flags, engine, questions, topK, retrieveOnly}
    const {rows, index, silence} = await testIndex(service, input, {now, onProgress}).finally(() => line.end())
    const tested = {score: scoreOf(rows, {engine: engine.name, index, topK}), rows}

    if (flags.report) files.write(flags.report, `${toJson(documentOf(testReport, tested))}\n`)
    this.render(testReport, tested, flags.output)
    if (silence) this.note(`passages alone are scored: ${silence}`)
    demandAnswers(rows)
    demandHitRate(tested.score, flags['min-hit-rate'])
  }
}
