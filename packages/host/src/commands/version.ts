import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {inWordsOf} from '@ome/sdk/runtime'
import {plain} from '@ome/sdk/text'
import {serverVersion} from '../clusters/server-version.ts'
import {versionView} from '../help/version-view.ts'
import {indexInUse} from '../routes/route-index.ts'

export default class Version extends OmeCommand {
  static override summary = 'Show the version of ome, of its plugins and of the cluster'
  static override description =
    'A cluster that does not answer within 2 s is said on stderr; the versions of this program are printed all the same, and the exit code is 0.'
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version --client -o json']
  static override flags = {...output, client: Flags.boolean({description: 'do not ask the cluster'})}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(Version)
    const {version, plugins} = indexInUse(this.context.folders.cache)
    const {server, failure} = flags.client ? {} : await serverVersion(this.context)

    this.render(versionView, {version, node: process.version, plugins, server}, flags.output)
    if (failure) {
      const {io, bin} = this.context
      io.err(`cluster  unreachable: ${plain(failure.message)}\n`)
      for (const hint of failure.hints) io.err(`hint: ${plain(inWordsOf(bin, hint))}\n`)
    }
  }
}
