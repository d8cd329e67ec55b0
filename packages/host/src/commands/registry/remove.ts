import {whileBusy} from '@ome/installer/install/busy'
import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {Args, OmeCommand} from '@ome/sdk/command'
import {plain} from '@ome/sdk/text'
import {bareWorkbench, embeddedHere} from '../../plugins/compose.ts'
import {planRemoval, removeRegistry} from '../../registries/change-registry.ts'
import {removalText} from '../../registries/registry-texts.ts'

export default class RegistryRemove extends OmeCommand {
  static override summary = 'Stop trusting a plugin registry'
  static override description = 'Plugins that came from it stay installed and get no upgrades.'
  static override examples = ['<%= config.bin %> <%= command.id %> acme']
  static override args = {id: Args.string({required: true, description: 'registry'})}
  static override flags = {...yesFlag, ...dryRunFlag}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryRemove)
    const removal = planRemoval(this.context, embeddedHere(), args.id)
    const text = plain(removalText(removal))
    if (flags['dry-run']) return this.context.io.out(text)
    this.context.io.err(text)
    await this.confirm(`Remove registry ${args.id}?`, flags)

    await whileBusy(await bareWorkbench(this.context), () => removeRegistry(this.context, removal))

    this.log(`registry/${args.id} removed`)
  }
}
