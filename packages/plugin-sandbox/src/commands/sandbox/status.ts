import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {sandbox} from '../../compose.ts'
import {sandboxStatus} from '../../views/sandbox-status.ts'

export default class SandboxStatus extends OmeCommand {
  static override summary = 'Show whether the emulated cluster runs and where'
  static override examples = ['<%= config.bin %> sandbox status', '<%= config.bin %> sandbox status -o json']
  static override flags = output
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxStatus)

    const state = await sandbox(this.context).inspect()

    this.render(sandboxStatus, state, flags.output)
  }
}
