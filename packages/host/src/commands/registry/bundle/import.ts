import {resolve} from 'node:path'
import {dryRunFlag} from '@ome/installer/install/consent'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../../changes/tell-change.ts'
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
  static override flags = {...dryRunFlag, ...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {file: {files: ['tar']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryBundleImport)
    const file = resolve(this.context.cwd, args.file)

    const dryRun = flags['dry-run']

    const carried = await importBundle(await workbench(this.context), file, dryRun)

    const {id, ...facts} = carried
    const items = [{object: `registry/${id}`, outcome: 'imported', from: file, ...facts}]
    const lines = [`registry/${id} imported (${carriedText(carried)})${dryRun ? ' (dry run)' : ''}`]
    tellChange(this.paper(flags.output), {kind: 'RegistryChange', dryRun, items, lines})
  }
}
