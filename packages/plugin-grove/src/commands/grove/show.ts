import {OmeCommand} from '@ome/sdk/command'
import {output, scope} from '@ome/sdk/flags'
import {groveShowSource} from '../../compose/grove-show.ts'
import {listGroveShow} from '../../usecases/list-grove-show.ts'
import {groveShowTable} from '../../views/grove-show-table.ts'

export default class GroveShowCommand extends OmeCommand {
  static override summary = 'Show how many pods are in each phase'
  static override examples = ['<%= config.bin %> grove show', '<%= config.bin %> grove show -A -o json']
  static override flags = {...scope, ...output}
  static override needs = [
    {
      apiGroups: [''],
      resources: ['pods'],
      verbs: ['list'],
      scope: 'namespace' as const,
      why: 'counts the pods',
    },
  ]
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(GroveShowCommand)
    const {namespace} = await this.scopeOf(flags)
    const pods = await groveShowSource(this.context)

    this.render(groveShowTable, await listGroveShow(pods, {namespace}), flags.output)
  }
}
