import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {control, sandbox} from '../../compose.ts'
import {healFaults} from '../../usecases/heal-faults.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'

export default class SandboxHeal extends OmeCommand {
  static override summary = 'End a fault of the emulated cluster'
  static override examples = ['<%= config.bin %> sandbox heal node-down-1', '<%= config.bin %> sandbox heal --all']
  static override args = {id: Args.string({description: 'fault as ome sandbox faults names it'})}
  static override flags = {all: Flags.boolean({description: 'end all of them'})}
  static override needs = []
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SandboxHeal)
    const interior = await control(this.context, await runningSandbox(sandbox(this.context)))

    const healed = await healFaults(interior, args.id, flags.all)

    for (const id of healed) this.log(`${id} healed`)
    if (healed.length === 0) this.logToStderr('nothing has been made to go wrong')
  }
}
