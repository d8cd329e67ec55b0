import {Flags, OmeCommand} from '@ome/sdk/command'
import {runSteps} from '@ome/sdk/steps'
import {sandbox} from '../../compose.ts'
import {scenarioNames} from '../../domain/scenario-names.ts'
import {joinSandbox, startSandbox} from '../../usecases/start-sandbox.ts'

export default class SandboxUp extends OmeCommand {
  static override summary = 'Start an emulated cluster on this machine'
  static override description =
    'It goes on running in the background, with a Kubernetes API that kubectl and helm can use, until ome sandbox down. Your own kubeconfig is not touched.'
  static override examples = [
    '<%= config.bin %> sandbox up',
    '<%= config.bin %> sandbox up --scenario crash-loop',
    '<%= config.bin %> sandbox up --scenario tour-ome --speed 1',
    '<%= config.bin %> sandbox up --journal',
  ]
  static override flags = {
    scenario: Flags.string({description: 'state to begin with, see sandbox scenarios', default: 'quickstart'}),
    port: Flags.integer({
      description: 'port of the API on 127.0.0.1; 0 takes a free one',
      default: 0,
      min: 0,
      max: 65_535,
    }),
    speed: Flags.integer({
      description: 'how much faster than real pods start and engines answer',
      default: 20,
      min: 1,
      max: 1000,
    }),
    seed: Flags.integer({description: 'same number, same names and same jitter', default: 1, min: 0}),
    journal: Flags.boolean({description: 'keep every change in a file, and go on from it next time', default: false}),
  }
  static override needs = []
  static override risk = 'write' as const
  static override completions = {flags: {scenario: {values: scenarioNames}, speed: {values: ['1', '20', '100']}}}

  async run(): Promise<void> {
    const {flags, metadata} = await this.parse(SandboxUp)
    const {io, signal, bin} = this.context
    const host = sandbox(this.context)
    const asked = Object.keys(flags).filter((name) => !metadata.flags[name]?.setFromDefault)
    const anyScenario = !asked.includes('scenario') && !asked.includes('seed')
    const running = await joinSandbox(host, flags, asked)
    if (running) io.err(`the sandbox is already running (${running.scenario}, ${running.url})\n`)
    else {
      const run = async (_: object, say: (text: string) => void) =>
        (await startSandbox(host, {...flags, anyScenario}, say, asked)).record.url
      await runSteps([{title: `start the sandbox (${flags.scenario})`, run}], {}, {io, signal})
    }
    io.err(`next: eval "$(${bin} sandbox env)", then ${bin} get nodes\n`)
  }
}
