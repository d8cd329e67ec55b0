import {dryRunFlag} from '@ome/installer/install/consent'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {embeddedHere, ownFolder, workbench} from '../../plugins/compose.ts'
import {movableSetting, moveRegistry} from '../../registries/change-registry.ts'

export default class RegistrySetUrl extends OmeCommand {
  static override summary = 'Take a plugin registry from another address'
  static override description =
    'A mirror, a folder or another server: it must be signed by the same keys and be no older than what was seen.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> dev https://mirror.example/ome',
    '<%= config.bin %> <%= command.id %> dev ./mirror --dry-run',
  ]
  static override args = {
    id: Args.string({required: true, description: 'registry'}),
    url: Args.string({required: true, description: 'folder or URL of the published tree'}),
  }
  static override flags = {
    ...dryRunFlag,
    ...output,
    npm: Flags.string({description: 'npm registry with the archives', helpValue: 'URL'}),
  }
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistrySetUrl)
    const setting = movableSetting(this.context, args.id)
    const move = {...args, npm: flags.npm, dryRun: flags['dry-run']}

    const bench = await workbench(this.context, ownFolder(), setting)
    const from = bench.registries.find(({id}) => id === args.id)?.url
    const serial = await moveRegistry(this.context, bench, embeddedHere(), move)

    const items = [{object: `registry/${args.id}`, outcome: 'moved', from, to: args.url, serial}]
    const lines = [`${args.id}: serial ${serial}${move.dryRun ? ' (dry run)' : ''}`]
    tellChange(this.paper(flags.output), {kind: 'RegistryChange', dryRun: move.dryRun, items, lines})
  }
}
