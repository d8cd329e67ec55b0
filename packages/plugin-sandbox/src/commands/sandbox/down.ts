import {OmeCommand} from '@ome/sdk/command'
import {sandbox} from '../../compose.ts'
import {stopSandbox} from '../../usecases/stop-sandbox.ts'

export default class SandboxDown extends OmeCommand {
  static override summary = 'Stop the emulated cluster and forget what is in it'
  static override examples = ['<%= config.bin %> sandbox down']
  static override needs = []
  static override risk = 'write' as const

  async run(): Promise<void> {
    await this.parse(SandboxDown)

    const stopped = await stopSandbox(sandbox(this.context))

    this.context.io.err(stopped ? `sandbox stopped (process ${stopped.pid})\n` : 'no sandbox was running\n')
  }
}
