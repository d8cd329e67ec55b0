import {Flags, OmeCommand} from '@ome/sdk/command'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {inWordsOf} from '@ome/sdk/runtime'
import {plain} from '@ome/sdk/text'
import {versionView} from '../help/version-view.ts'
import {indexInUse} from '../routes/route-index.ts'

export default class Version extends OmeCommand {
  static override summary = 'Show the version of ome, of its plugins and of the cluster'
  static override description =
    'A cluster that does not answer is said on stderr; the versions of this program are printed all the same, and the exit code is 0.'
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version --client -o json']
  static override flags = {...output, client: Flags.boolean({description: 'do not ask the cluster'})}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(Version)
    const {version, plugins} = indexInUse(this.context.folders.cache)
    const {server, failure} = flags.client ? {} : await this.server()

    this.render(versionView, {version, node: process.version, plugins, server}, flags.output)
    if (failure) {
      const {io, bin} = this.context
      io.err(`cluster  unreachable: ${plain(failure.message)}\n`)
      for (const hint of failure.hints) io.err(`hint: ${plain(inWordsOf(bin, hint))}\n`)
    }
  }

  private async server(): Promise<{readonly server?: string; readonly failure?: OmeError}> {
    try {
      return {server: (await (await this.context.kube()).version()).gitVersion}
    } catch (error) {
      if (isOmeError(error) && error.kind === 'unreachable') return {failure: error}
      throw error
    }
  }
}
