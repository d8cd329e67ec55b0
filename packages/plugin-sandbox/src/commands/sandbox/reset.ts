import {OmeCommand} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'
import {runSteps} from '@ome/sdk/steps'
import {sandbox} from '../../compose.ts'
import {renewSandbox} from '../../usecases/renew-sandbox.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'

export default class SandboxReset extends OmeCommand {
  static override summary = 'Take the emulated cluster back to the beginning of its scenario'
  static override description =
    'What is in the cluster now is lost, a journal too. Address, credentials and speed stay.'
  static override examples = ['<%= config.bin %> sandbox reset --yes']
  static override flags = {yes: write.yes}
  static override risk = 'destructive' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxReset)
    const {io, signal} = this.context
    const host = sandbox(this.context)
    const {scenario} = await runningSandbox(host)
    await this.confirm(`Take the sandbox back to the beginning of ${scenario}?`, flags)

    const run = async (_: object, say: (text: string) => void) => (await renewSandbox(host, say)).url
    await runSteps([{title: `reset the sandbox (${scenario})`, run}], {}, {io, signal})
  }
}
