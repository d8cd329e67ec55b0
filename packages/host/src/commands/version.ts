import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {versionView} from '../help/version-view.ts'
import {indexInUse} from '../routes/route-index.ts'

export default class Version extends OmeCommand {
  static override summary = 'Show the version of ome, of its plugins and of the cluster'
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version --client -o json']
  static override flags = {...output, client: Flags.boolean({description: 'do not ask the cluster'})}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(Version)
    const {version, plugins} = indexInUse(this.context.folders.cache)
    const server = flags.client ? undefined : (await (await this.context.kube()).version()).gitVersion

    this.render(versionView, {version, node: process.version, plugins, server}, flags.output)
  }
}
