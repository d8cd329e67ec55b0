import {Args, OmeCommand} from '@ome/sdk/command'
import {serviceOf} from '../../../compose.ts'
import {indexToDelete} from '../../../documents/usecases/indexes.ts'
import {engineCompletions, engineOperand, reach, yes} from '../../../flags.ts'
import * as needs from '../../../needs.ts'

export default class RagIndexDelete extends OmeCommand {
  static override summary = 'Remove an index with all its documents'
  static override examples = ['<%= config.bin %> rag index delete my-rag default --yes']
  static override args = {
    ...engineOperand,
    index: Args.string({required: true, description: 'name of the index'}),
  }
  static override flags = {...reach, ...yes}
  static override needs = needs.emptyService
  static override risk = 'destructive' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagIndexDelete)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const service = await serviceOf(this.context, engine, flags)

    const index = await indexToDelete(service, engine, args.index)
    await this.confirm(`Remove index ${index} of ragengine/${engine.name} with all its documents?`, flags)
    await service.removeIndex(index)

    this.log(`index/${index} deleted`)
  }
}
