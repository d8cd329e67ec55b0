import {Args, OmeCommand} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'
import {runSteps} from '@ome/sdk/steps'
import {sandbox, snapshot} from '../../compose.ts'
import {checkSnapshot} from '../../usecases/check-snapshot.ts'
import {renewSandbox} from '../../usecases/renew-sandbox.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'

export default class SandboxRestore extends OmeCommand {
  static override summary = 'Go back to a snapshot of the emulated cluster'
  static override description =
    'What is in the cluster now is lost. Address, credentials and speed stay; open watches break off, as when an API server restarts.'
  static override examples = ['<%= config.bin %> sandbox restore before-upgrade.json --yes']
  static override args = {file: Args.string({required: true, description: 'file written by sandbox snapshot'})}
  static override flags = {yes: write.yes}
  static override needs = []
  static override risk = 'destructive' as const
  static override completions = {args: {file: {files: ['json']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SandboxRestore)
    const {io, signal} = this.context
    const host = sandbox(this.context)
    const {scenario} = await runningSandbox(host)
    const file = snapshot(this.context, args.file)
    await checkSnapshot(host, file)
    await this.confirm(`Replace everything in the sandbox (${scenario}) by ${args.file}?`, flags)

    const run = async (_: object, say: (text: string) => void) => (await renewSandbox(host, say, file.path)).url
    await runSteps([{title: `restore ${args.file}`, run}], {}, {io, signal})
  }
}
