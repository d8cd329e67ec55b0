import {resolve} from 'node:path'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'
import {mirrorTo} from '../../registries/carry-registry.ts'
import {carriedText} from '../../registries/registry-texts.ts'
import {selectionFlags} from '../../registries/selection-flags.ts'

export default class RegistryMirror extends OmeCommand {
  static override summary = 'Copy a plugin registry with its archives into a folder'
  static override description =
    'Everything is checked and copied byte by byte: any static web server that serves the folder is a mirror. A second run fetches what is new.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./mirror',
    '<%= config.bin %> <%= command.id %> ./mirror --plugins serving,models',
  ]
  static override args = {dir: Args.string({required: true, description: 'folder'})}
  static override flags = {...selectionFlags, ...output}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryMirror)
    const folder = resolve(this.context.cwd, args.dir)

    const carried = await mirrorTo(await workbench(this.context), folder, flags)

    const {id, ...facts} = carried
    const items = [{object: `registry/${id}`, outcome: 'mirrored', to: folder, ...facts}]
    const lines = [`registry/${id} mirrored (${carriedText(carried)})`]
    tellChange(this.paper(flags.output), {kind: 'RegistryChange', items, lines})
  }
}
