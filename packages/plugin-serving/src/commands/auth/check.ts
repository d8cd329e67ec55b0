import {kaitoNouns} from '@ome/kaito/kaito-nouns'
import {Args} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced, output} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {accessReviewOf} from '../../access/compose.ts'
import {missingRoles} from '../../access/domain/action.ts'
import {checksAccess} from '../../access/needs.ts'
import {checkAccess} from '../../access/usecases/check-access.ts'
import {accessReport} from '../../access/views/access-report.ts'
import {backend, kaitoCompletions} from '../../flags.ts'
import {findTarget} from '../../kaito-observe/printing/running-target.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class AuthCheck extends ServingCommand {
  static override summary = 'Say what you may do with an object of KAITO'
  static override description =
    'Asks the API server for each action; ends with 3 and the Role to ask for when something is missing. The object need not exist.'
  static override examples = [
    '<%= config.bin %> auth check workspace my-workspace',
    '<%= config.bin %> auth check ragengine my-rag -o json',
  ]
  static override args = {
    object: Args.string({required: true, description: 'workspace NAME, inferenceset NAME, ragengine NAME or NAME'}),
    name: Args.string({description: 'name of the object', hidden: true}),
  }
  static override flags = {...namespaced, ...backend, ...output}
  static override needs = checksAccess
  static override risk = 'read' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AuthCheck)
    if (flags.backend === 'ome')
      throw new OmeError('usage', 'this is about what KAITO runs', ['of any command: ome auth can-i --command COMMAND'])
    const words = [args.object, args.name]
    const question = {verb: 'auth check', words, ...flags, backend: 'kaito' as const, nouns: kaitoNouns}
    const {namespace, target} = await findTarget(this.context, question)
    if (target.backend !== 'kaito') throw new OmeError('bug', 'an object of KAITO was asked for')
    const report = await checkAccess(await accessReviewOf(this.context), {...target, namespace})
    this.render(accessReport, report, flags.output)
    const roles = missingRoles(report)
    if (!roles) return
    if (flags.output === undefined) {
      const {dumpYaml} = await import('@ome/sdk/yaml-dump')
      this.note('ask for this, and for a binding of it to you')
      this.context.io.err(roles.map((role) => dumpYaml(role)).join('---\n'))
    }
    throw new Exit(3)
  }
}
