import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {control, sandbox, snapshot} from '../../compose.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'
import {takeSnapshot} from '../../usecases/take-snapshot.ts'

export default class SandboxSnapshot extends OmeCommand {
  static override summary = 'Write everything that is stored in the emulated cluster to a file'
  static override description =
    'The file holds Secrets as well: only its owner can read it. Counters of engines and logs of containers are not in it.'
  static override examples = ['<%= config.bin %> sandbox snapshot before-upgrade.json']
  static override args = {file: Args.string({required: true, description: 'file to write'})}
  static override flags = {force: Flags.boolean({description: 'replace the file when it is there'})}
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {file: {files: ['json']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SandboxSnapshot)
    const interior = await control(this.context, await runningSandbox(sandbox(this.context)))

    await takeSnapshot(interior, snapshot(this.context, args.file), flags.force)

    this.log(args.file)
  }
}
