import {relative, resolve} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {formatBytes} from '@ome/sdk/units'
import {packPlugin, writePacked} from '../../authoring/pack-plugin.ts'
import {tellChange} from '../../changes/tell-change.ts'

export default class PluginPack extends OmeCommand {
  static override summary = 'Build and pack a plugin, the same bytes every time'
  static override description =
    'The archive holds the bundle, the manifest with the rights of every command, and the bill of materials of what was inlined.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> quota-report --out /tmp',
  ]
  static override args = {dir: Args.string({description: 'folder of the plugin; the working folder when not given'})}
  static override flags = {
    ...output,
    out: Flags.string({description: 'folder for the archive; the plugin when not given'}),
  }
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {dir: {files: []}}, flags: {out: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginPack)
    const {cwd, env, signal, io} = this.context
    const folder = resolve(cwd, args.dir ?? '.')

    const packed = await packPlugin(folder, hostApi, {env, signal, onText: (text) => io.err(text)})
    const path = writePacked(flags.out === undefined ? folder : resolve(cwd, flags.out), packed)

    const {sha512, facts} = packed
    const bytes = packed.packed.archive.length
    const object = `plugin/${facts.name}`
    const items = [{object, outcome: 'packed', version: facts.version, path, bytes, sha512}]
    const size = `${formatBytes(bytes)}, sha512 ${sha512}`
    const lines = [`${object} ${facts.version} packed: ${relative(cwd, path)} (${size})`]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items, lines})
  }
}
