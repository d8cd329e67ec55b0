import {resolve} from 'node:path'
import {dryRunFlag} from '@ome/installer/install/consent'
import {Args, OmeCommand} from '@ome/sdk/command'
import {workbench} from '../../../plugins/compose.ts'
import {importBundle} from '../../../registries/carry-registry.ts'
import {carriedText} from '../../../registries/registry-texts.ts'

export default class RegistryBundleImport extends OmeCommand {
  static override summary = 'Take a plugin registry from a file, without a network'
  static override description =
    'The registry must be known, and the file as well signed and no older than what was seen. Its plugins can then be installed from this machine alone.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> plugins.tar',
    '<%= config.bin %> <%= command.id %> plugins.tar --dry-run',
  ]
  static override args = {file: Args.string({required: true, description: 'file that "registry bundle export" wrote'})}
  static override flags = {...dryRunFlag}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {file: {files: ['tar']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryBundleImport)
    const file = resolve(this.context.cwd, args.file)

    const carried = await importBundle(await workbench(this.context), file, flags['dry-run'])

    this.log(`registry/${carried.id} imported (${carriedText(carried)})${flags['dry-run'] ? ' (dry run)' : ''}`)
  }
}
