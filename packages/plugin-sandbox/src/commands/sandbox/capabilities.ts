import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {sandbox} from '../../compose.ts'
import {capabilityList} from '../../views/capability-list.ts'

export default class SandboxCapabilities extends OmeCommand {
  static override summary = 'Show what the emulated cluster can do, and what it refuses'
  static override description =
    'Collected from the tests. golden-tested: compared with recorded answers of a real server or with a real program. missing: refused by name.'
  static override examples = [
    '<%= config.bin %> sandbox capabilities',
    '<%= config.bin %> sandbox capabilities --state missing',
  ]
  static override flags = {
    ...output,
    state: Flags.option({options: ['works', 'golden-tested', 'missing'] as const})({description: 'only those'}),
  }
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxCapabilities)

    const all = await sandbox(this.context).capabilities()

    this.render(
      capabilityList,
      all.filter(({state}) => flags.state === undefined || state === flags.state),
      flags.output,
    )
  }
}
