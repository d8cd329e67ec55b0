import {whileBusy} from '@ome/installer/install/busy'
import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {isForPeople} from '@ome/sdk/format'
import {plain} from '@ome/sdk/text'
import {tellChange} from '../../changes/tell-change.ts'
import {bareWorkbench, embeddedHere} from '../../plugins/compose.ts'
import {planRemoval, removeRegistry} from '../../registries/change-registry.ts'
import {removalText} from '../../registries/registry-texts.ts'

export default class RegistryRemove extends OmeCommand {
  static override summary = 'Stop trusting a plugin registry'
  static override description = 'Plugins that came from it stay installed and get no upgrades.'
  static override examples = ['<%= config.bin %> <%= command.id %> acme']
  static override args = {id: Args.string({required: true, description: 'registry'})}
  static override flags = {...yesFlag, ...dryRunFlag, ...output}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryRemove)
    const removal = planRemoval(this.context, embeddedHere(), args.id)
    const text = plain(removalText(removal))
    const dryRun = flags['dry-run']
    if (dryRun && isForPeople(flags.output)) return this.context.io.out(text)
    this.context.io.err(text)
    if (!dryRun) {
      await this.confirm(`Remove registry ${args.id}?`, flags)
      await whileBusy(await bareWorkbench(this.context), () => removeRegistry(this.context, removal))
    }

    const object = `registry/${args.id}`
    const items = [{object, outcome: 'removed', from: removal.url, plugins: removal.plugins}]
    tellChange(this.paper(flags.output), {kind: 'RegistryChange', dryRun, items, lines: [`${object} removed`]})
  }
}
