import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {scope} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {askAll, questionOf} from '../../access/can-i.ts'
import {commandRights, describedCommand} from '../../access/needs-of-command.ts'
import type {Question} from '../../access/reviews.ts'

export default class AuthCanI extends OmeCommand {
  static override summary = 'Ask whether you may do something'
  static override description =
    'Prints yes, no or unknown; anything but yes ends with code 3. With --command all rights of that command are asked.'
  static override examples = [
    '<%= config.bin %> auth can-i create deployments.apps',
    '<%= config.bin %> auth can-i --command "cluster list"',
  ]
  static override args = {
    verb: Args.string({description: 'verb of the API, such as get, list, create, patch'}),
    resource: Args.string({description: 'resource type, also with a subresource: pods/log'}),
    name: Args.string({description: 'name of one object'}),
  }
  static override flags = {...scope, command: Flags.string({description: 'command of ome to ask about'})}
  static override needs = []
  static override risk = 'read' as const
  static override completions = {
    args: {
      verb: {values: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']},
      resource: {from: 'resources' as const},
    },
    flags: {command: {from: 'commands' as const}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AuthCanI)
    const {namespace} = await this.scopeOf(flags)
    const questions =
      flags.command === undefined
        ? [await this.question(args, namespace)]
        : await this.commandQuestions(flags.command, namespace)
    const {answer, missing} = await askAll(await this.context.kube(), questions)

    this.log(answer)
    if (flags.command !== undefined) for (const right of missing) this.note(`missing: ${right}`)
    if (answer !== 'yes') throw new Exit(3)
  }

  private async question(
    {verb, resource, name}: {verb?: string | undefined; resource?: string | undefined; name?: string | undefined},
    namespace: string | undefined,
  ): Promise<Question> {
    if (verb === undefined || resource === undefined)
      throw new OmeError('usage', 'say what to ask: a verb and a resource, or --command', [
        'for example: ome auth can-i list pods',
      ])
    return questionOf(await this.context.kube(), {verb, resource, name, namespace})
  }

  private async commandQuestions(words: string, namespace: string | undefined): Promise<Question[]> {
    const described = describedCommand(this.context.folders.cache, [words], 'usage')
    const rights = await commandRights(described, namespace, await this.context.kube())
    return rights.filter(({optional}) => !optional).map(({question}) => question)
  }
}
