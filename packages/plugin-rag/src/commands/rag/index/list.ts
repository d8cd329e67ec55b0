import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {serviceOf} from '../../../compose.ts'
import {listIndexes} from '../../../documents/usecases/indexes.ts'
import {indexList} from '../../../documents/views/index-list.ts'
import {engineCompletions, engineOperand, reach} from '../../../flags.ts'
import * as needs from '../../../needs.ts'

export default class RagIndexList extends OmeCommand {
  static override summary = 'List the indexes of an engine'
  static override examples = ['<%= config.bin %> rag index list my-rag']
  static override args = engineOperand
  static override flags = {...reach, ...output}
  static override needs = needs.readService
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagIndexList)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const service = await serviceOf(this.context, engine, flags)

    this.render(indexList, await listIndexes(service), flags.output)
  }
}
