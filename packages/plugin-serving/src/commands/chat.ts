import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import type {Need} from '@ome/sdk/need'
import {plain} from '@ome/sdk/text'
import {serving} from '../compose.ts'
import {answerLine} from '../domain/answer.ts'
import {chatOperands} from '../domain/operand.ts'
import {temperature} from '../domain/temperature.ts'
import {questions} from '../prompts/questions.ts'
import {openConversation} from '../usecases/chat-with-service.ts'
import {answerDocument} from '../views/answer.ts'

export default class Chat extends OmeCommand {
  static override summary = 'Ask a service something and print the answer as it comes'
  static override description =
    'Without a question it reads one from standard input, or on a terminal holds a conversation until an empty line.'
  static override examples = [
    "<%= config.bin %> chat service chat 'Why do pods stay pending?'",
    "<%= config.bin %> chat chat 'Name three colours' --max-tokens 40 -o json",
  ]
  static override strict = false
  static override args = {
    service: Args.string({required: true, description: 'service NAME, service/NAME or NAME, then the question'}),
  }
  static override flags = {
    ...namespaced,
    ...output,
    system: Flags.string({description: 'instruction that stands before the conversation'}),
    model: Flags.string({description: 'name the engine serves under; the first one it lists when absent'}),
    'max-tokens': Flags.integer({description: 'longest answer, in tokens', min: 1}),
    temperature: Flags.custom<number>({parse: async (text) => temperature(text)})({
      description: 'randomness, 0 to 2',
      helpValue: '0.7',
    }),
  }
  static override needs: Need[] = [
    {
      apiGroups: ['ome.io'],
      resources: ['inferenceservices'],
      verbs: ['get'],
      scope: 'namespace',
      why: 'finds the endpoint',
    },
    {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'tells whether it answers'},
    {apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], scope: 'namespace', why: 'reads its replicas'},
    {
      apiGroups: [''],
      resources: ['services/proxy'],
      verbs: ['get', 'create'],
      scope: 'namespace',
      why: 'sends the question',
    },
  ]
  static override risk = 'read' as const
  static override completions = {args: {service: {resource: 'inferenceservices.ome.io'}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(Chat)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {name, question} = chatOperands(argv.map(String))
    const {services, engine} = await serving(this.context)
    const {io, now} = this.context
    const streams = flags.output === undefined

    const conversation = await openConversation(services, engine, now, {
      ...flags,
      name,
      namespace,
      maxTokens: flags['max-tokens'],
      temperature: flags.temperature,
    })
    for await (const asked of questions(question, this.context)) {
      const answer = await conversation.ask(asked, (text) => streams && io.out(plain(text)))
      if (streams) {
        io.out('\n')
        io.err(`${answerLine(answer)}\n`)
      }
      if (!streams) this.render(answerDocument, answer, flags.output)
    }
  }
}
