import {OmeCommand} from '@ome/sdk/command'
import {sandbox} from '../../compose.ts'
import {exportLines} from '../../domain/export-lines.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'

export default class SandboxEnv extends OmeCommand {
  static override summary = 'Print the variables that point tools at the emulated cluster'
  static override description = 'Lines for a POSIX shell: kubeconfig, and the addresses of the stand-ins.'
  static override examples = ['eval "$(<%= config.bin %> sandbox env)"']
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    await this.parse(SandboxEnv)

    const record = await runningSandbox(sandbox(this.context))

    this.context.io.out(exportLines(record.env))
  }
}
