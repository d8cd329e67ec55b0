import {resolve} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {demandFreeTopic} from '../../authoring/free-topic.ts'
import {namesOf, writePlugin} from '../../authoring/new-plugin.ts'
import {tellChange} from '../../changes/tell-change.ts'

export default class PluginNew extends OmeCommand {
  static override summary = 'Make the folder of a new plugin, with a command and its tests'
  static override description =
    'The folder is a package of its own and needs nothing of the repository of ome: dependencies come from npm. Its tests pass as it is.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> quota-report',
    '<%= config.bin %> <%= command.id %> work/quota --name @acme/plugin-quota',
  ]
  static override args = {dir: Args.string({required: true, description: 'folder to make; its name is the topic'})}
  static override flags = {
    ...output,
    name: Flags.string({description: 'npm name; ome-TOPIC when not given', helpValue: 'NAME'}),
  }
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {dir: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginNew)
    const {cwd, folders} = this.context
    const folder = resolve(cwd, args.dir)
    const names = namesOf(folder, flags)
    demandFreeTopic(folders.cache, names)

    const files = writePlugin(folder, {...names, sdk: hostApi})

    const object = `plugin/${names.name}`
    const lines = [`${object} created (${files.length} files)`]
    const items = [{object, outcome: 'created', path: folder, files}]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items, lines})
    this.logToStderr(`next: cd ${args.dir} && npm install && npm test`)
  }
}
