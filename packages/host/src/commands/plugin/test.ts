import {resolve} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {checkList} from '../../authoring/check-list.ts'
import {testPlugin} from '../../authoring/test-plugin.ts'
import {ownFolder} from '../../plugins/compose.ts'

export default class PluginTest extends OmeCommand {
  static override summary = 'Test a plugin under development and hold it to the contract'
  static override description =
    "Builds it, runs its scripts check and unit (types, its own tests and the coverage of its rights), then the contract's: topics, host range, bill of materials, and that loading it is quick and silent."
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> quota-report']
  static override args = {dir: Args.string({description: 'folder of the plugin; the working folder when not given'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {dir: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginTest)
    const {cwd, env, signal, io} = this.context
    const folder = resolve(cwd, args.dir ?? '.')

    const checks = await testPlugin({
      folder,
      hostFolder: ownFolder(),
      hostApi,
      env,
      signal,
      onText: (text) => io.err(text),
    })

    this.render(checkList, checks, flags.output)
    const failed = checks.filter(({faults}) => faults.length > 0).length
    if (failed > 0) throw new OmeError('failed', `${failed} of ${checks.length} checks failed`)
  }
}
