import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {sandbox} from '../../compose.ts'
import {scenarioList} from '../../views/scenario-list.ts'

export default class SandboxScenarios extends OmeCommand {
  static override summary = 'List the states the emulated cluster can begin with'
  static override examples = ['<%= config.bin %> sandbox scenarios']
  static override flags = output
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxScenarios)

    const scenarios = await sandbox(this.context).scenarios()

    this.render(scenarioList, scenarios, flags.output)
  }
}
