import {OmeCommand} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'
import {runSteps} from '@ome/sdk/steps'
import {sandbox} from '../../compose.ts'
import {forgetJournal} from '../../usecases/forget-journal.ts'
import {renewSandbox} from '../../usecases/renew-sandbox.ts'

export default class SandboxReset extends OmeCommand {
  static override summary = 'Take the emulated cluster back to the beginning of its scenario'
  static override description =
    'What is in the cluster now is lost, a journal too. Address, credentials and speed stay.'
  static override examples = ['<%= config.bin %> sandbox reset --yes']
  static override flags = {yes: write.yes}
  static override needs = []
  static override risk = 'destructive' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxReset)
    const {io, signal} = this.context
    const host = sandbox(this.context)
    const found = await host.inspect()
    if (found.state !== 'running') {
      await this.confirm('Forget the journal of the sandbox?', flags)
      await forgetJournal(host)
      return this.logToStderr('the journal is forgotten; start anew: ome sandbox up')
    }
    const {scenario} = found.record
    await this.confirm(`Take the sandbox back to the beginning of ${scenario}?`, flags)

    const run = async (_: object, say: (text: string) => void) => (await renewSandbox(host, say)).url
    await runSteps([{title: `reset the sandbox (${scenario})`, run}], {}, {io, signal})
  }
}
