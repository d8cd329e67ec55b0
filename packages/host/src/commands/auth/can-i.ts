import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output, scope} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {askAll, isVerb, questionOf, type Verdict, verdictView} from '../../access/can-i.ts'
import {reviewing} from '../../access/compose.ts'
import {dependenceNotes} from '../../access/explanation.ts'
import {commandRights, describedCommand} from '../../access/needs-of-command.ts'
import type {Question} from '../../access/reviews.ts'
import {commandRefusal, refusalText} from '../../policy/command-refusal.ts'

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
  static override flags = {...scope, ...output, command: Flags.string({description: 'command of ome to ask about'})}
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
    const {verdict, notes} =
      flags.command === undefined ? await this.single(args, namespace) : await this.ofCommand(flags.command, namespace)

    this.render(verdictView, verdict, flags.output)
    for (const note of notes) this.note(note)
    if (verdict.answer !== 'yes') throw new Exit(3)
  }

  private async single(typed: Typed, namespace: string | undefined): Promise<Answered> {
    const question = await this.question(typed, namespace)
    const verdict = await askAll(await this.context.kube(), [question])
    return {verdict, notes: isVerb(question.verb) ? [] : [`"${question.verb}" is no verb that the API knows`]}
  }

  private async question({verb, resource, name}: Typed, namespace: string | undefined): Promise<Question> {
    if (verb === undefined || resource === undefined)
      throw new OmeError('usage', 'say what to ask: a verb and a resource, or --command', [
        'for example: ome auth can-i list pods',
      ])
    return questionOf(await this.context.kube(), {verb, resource, name, namespace})
  }

  private async ofCommand(words: string, namespace: string | undefined): Promise<Answered> {
    const described = describedCommand(this.context.folders.cache, [words], 'usage')
    const {kube, policy} = await reviewing(this.context)
    const {rights, dependsOn} = await commandRights(described, namespace, kube)
    const refused = commandRefusal(policy, described)
    if (refused) return {verdict: {answer: 'no', missing: []}, notes: [refusalText(refused)]}
    const required = rights.filter(({optional}) => !optional).map(({question}) => question)
    const verdict = await askAll(kube, required)
    const notes = verdict.missing.map((right) => `missing: ${right}`)
    if (dependsOn === undefined || verdict.answer === 'no') return {verdict, notes}
    return {verdict: {...verdict, answer: 'unknown'}, notes: [...notes, dependenceNotes[dependsOn]]}
  }
}

interface Typed {
  readonly verb?: string | undefined
  readonly resource?: string | undefined
  readonly name?: string | undefined
}

interface Answered {
  readonly verdict: Verdict
  readonly notes: readonly string[]
}
