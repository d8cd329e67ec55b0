import {OmeCommand} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {output} from '@ome/sdk/flags'
import {showFleet} from '@ome/sdk/fleet-view'
import {serviceOf} from '../../../compose.ts'
import {listIndexes} from '../../../documents/usecases/indexes.ts'
import {indexList} from '../../../documents/views/index-list.ts'
import {engineCompletions, engineOperand, everywhere, reach} from '../../../flags.ts'
import * as needs from '../../../needs.ts'

export default class RagIndexList extends OmeCommand {
  static override summary = 'List the indexes of an engine'
  static override examples = ['<%= config.bin %> rag index list my-rag']
  static override args = engineOperand
  static override flags = {...reach, ...output, ...everywhere}
  static override needs = needs.readService
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagIndexList)
    const ask = async (context: Context) => {
      const engine = {name: args.name, namespace: flags.namespace ?? (await context.namespace())}
      return await listIndexes(await serviceOf(context, engine, flags))
    }

    if (flags.cluster === undefined) this.render(indexList, await ask(this.context), flags.output)
    else await showFleet(indexList, ask, {context: this.context, flags, paper: this.paper(flags.output)})
  }
}
