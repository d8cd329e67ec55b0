import {Args, OmeCommand} from '@ome/sdk/command'
import {plain} from '@ome/sdk/text'
import {questions} from '../deploy/prompts/questions.ts'
import {chatOperands} from '../domain/operand.ts'
import {chatFlags, servedCompletions} from '../flags.ts'
import {talksToKaito} from '../kaito-observe/needs.ts'
import {chattingNouns, openTarget} from '../kaito-observe/printing/reach-target.ts'
import {findTarget} from '../kaito-observe/printing/running-target.ts'
import * as needs from '../needs.ts'
import {type Answer, answerLine} from '../reach/domain/answer.ts'
import {WordWrap} from '../reach/domain/word-wrap.ts'
import type {Conversation} from '../reach/usecases/chat-with-service.ts'
import {answerDocument} from '../reach/views/answer.ts'

export default class Chat extends OmeCommand {
  static override summary = 'Ask a service something and print the answer as it comes'
  static override description =
    'Without a question it reads one from standard input, or on a terminal holds a conversation until an empty line.'
  static override examples = [
    "<%= config.bin %> chat service chat 'Why do pods stay pending?'",
    "<%= config.bin %> chat service chat 'Name three colours' --max-tokens 40 -o json",
  ]
  static override strict = false
  static override args = {
    service: Args.string({required: true, description: 'service NAME, service/NAME or NAME, then the question'}),
  }
  static override flags = chatFlags
  static override needs = [...needs.talk, ...talksToKaito]
  static override risk = 'read' as const
  static override completions = servedCompletions

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(Chat)
    const {object, question} = chatOperands(argv.map(String))
    const found = await findTarget(this.context, {verb: 'chat', words: object, ...flags, nouns: chattingNouns})
    const {io} = this.context
    const streams = flags.output === undefined

    const conversation = await openTarget(this.context, found, {...flags, maxTokens: flags['max-tokens']})
    for await (const asked of questions(question, this.context)) {
      if (!streams) this.render(answerDocument, await conversation.ask(asked), flags.output)
      else io.err(`${answerLine(await this.stream(conversation, asked))}\n`)
    }
  }

  /** Also an answer that breaks off ends its line. */
  private async stream(conversation: Conversation, asked: string): Promise<Answer> {
    const {io} = this.context
    const wrap = io.isTTY ? new WordWrap(io.width) : undefined
    let begun = false
    try {
      return await conversation.ask(asked, (text) => {
        begun = true
        io.out(wrap ? wrap.add(plain(text)) : plain(text))
      })
    } finally {
      if (begun) io.out(`${wrap?.end() ?? ''}\n`)
    }
  }
}
