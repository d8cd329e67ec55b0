import {checkList} from '@ome/inference-model/check-list'
import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {cluster} from '../../compose.ts'
import {checksOf, nextSteps} from '../../domain/health.ts'
import {readHealth} from '../../needs.ts'

export default class ClusterHealth extends OmeCommand {
  static override summary = 'Check the cluster: API server, controller, agents, webhooks, nodes, models, services'
  static override description =
    'Ends with code 3 when something is broken for everybody; a failed service is a warning.'
  static override examples = ['<%= config.bin %> cluster health', '<%= config.bin %> cluster health -o json']
  static override flags = {...output}
  static override needs = readHealth
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ClusterHealth)
    const {facts} = await cluster(this.context)
    const checks = checksOf(await facts())
    this.render(checkList, checks, flags.output)
    for (const hint of nextSteps(checks)) this.context.io.err(`hint: ${hint}\n`)
    if (checks.some(({result}) => result === 'fail')) throw new Exit(3)
  }
}
