import {resolve} from 'node:path'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {formatBytes} from '@ome/sdk/units'
import {tellChange} from '../../../changes/tell-change.ts'
import {workbench} from '../../../plugins/compose.ts'
import {exportBundle} from '../../../registries/carry-registry.ts'
import {carriedText} from '../../../registries/registry-texts.ts'
import {selectionFlags} from '../../../registries/selection-flags.ts'

export default class RegistryBundleExport extends OmeCommand {
  static override summary = 'Write a plugin registry with its archives into one file'
  static override description =
    'For machines without a network. The file is a tar of a mirror; everything in it stays signed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> plugins.tar',
    '<%= config.bin %> <%= command.id %> plugins.tar --plugins serving,models',
  ]
  static override args = {file: Args.string({required: true, description: 'file to write'})}
  static override flags = {...selectionFlags, ...output}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryBundleExport)
    const file = resolve(this.context.cwd, args.file)

    const carried = await exportBundle(await workbench(this.context), file, flags)

    const {id, ...facts} = carried
    const items = [{object: `registry/${id}`, outcome: 'exported', to: file, ...facts}]
    const lines = [`registry/${id} exported (${carriedText(carried)}, ${formatBytes(carried.bytes)})`]
    tellChange(this.paper(flags.output), {kind: 'RegistryChange', items, lines})
  }
}
