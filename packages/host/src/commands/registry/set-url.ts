import {dryRunFlag} from '@ome/installer/install/consent'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {embeddedHere, workbench} from '../../plugins/compose.ts'
import {moveRegistry} from '../../registries/change-registry.ts'

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
    npm: Flags.string({description: 'npm registry with the archives', helpValue: 'URL'}),
  }
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistrySetUrl)
    const move = {...args, npm: flags.npm, dryRun: flags['dry-run']}

    const serial = await moveRegistry(this.context, await workbench(this.context), embeddedHere(), move)

    this.log(`${args.id}: serial ${serial}${flags['dry-run'] ? ' (dry run)' : ''}`)
  }
}
