import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {control, sandbox} from '../../compose.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'
import {faultList} from '../../views/fault-list.ts'

export default class SandboxFaults extends OmeCommand {
  static override summary = 'List what is made to go wrong in the emulated cluster now'
  static override examples = ['<%= config.bin %> sandbox faults', '<%= config.bin %> sandbox faults -o json']
  static override flags = output
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxFaults)
    const interior = await control(this.context, await runningSandbox(sandbox(this.context)))

    this.render(faultList, await interior.faults(), flags.output)
  }
}
