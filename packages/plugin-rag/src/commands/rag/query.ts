import {Args, OmeCommand} from '@ome/sdk/command'
import {isForPeople} from '@ome/sdk/format'
import {plain} from '@ome/sdk/text'
import {queryFlags} from '../../ask/flags.ts'
import {query} from '../../ask/usecases/query.ts'
import {contextList, ranked} from '../../ask/views/context-list.ts'
import {queryResult} from '../../ask/views/query-result.ts'
import {serviceOf} from '../../compose.ts'
import {engineCompletions, engineOperand} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {queryNotes} from '../../printing/query-notes.ts'

export default class RagQuery extends OmeCommand {
  static override summary = 'Answer a question from the documents of an index'
  static override description =
    'The service chooses the passages and answers at once; with --top-k they are chosen here, and the answer is printed as it comes.'
  static override examples = [
    "<%= config.bin %> rag query my-rag 'What is KAITO?'",
    "<%= config.bin %> rag query my-rag 'What is KAITO?' --show-context --top-k 3",
  ]
  static override args = {
    ...engineOperand,
    question: Args.string({required: true, description: 'what to ask'}),
  }
  static override flags = queryFlags
  static override needs = needs.askService
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagQuery)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const service = await serviceOf(this.context, engine, flags)
    const {'top-k': topK, 'retrieve-only': retrieveOnly, 'max-tokens': maxTokens} = flags
    const input = {...flags, engine, question: args.question, topK, retrieveOnly, maxTokens}
    const reads = isForPeople(flags.output)

    const {io} = this.context
    let isOpen = false
    const onText = (text: string): void => {
      isOpen = true
      io.out(plain(text))
    }
    const asking = query(service, input, reads ? onText : () => undefined)
    const result = await asking.finally(() => isOpen && io.out('\n'))

    const passages = ranked(result.context)
    if (retrieveOnly || (reads && flags['show-context'])) this.render(contextList, passages, flags.output)
    else if (!reads) this.render(queryResult, result, flags.output)
    const shows = !reads || flags['show-context']
    for (const text of queryNotes(result, {topK, shows})) this.note(text)
  }
}
