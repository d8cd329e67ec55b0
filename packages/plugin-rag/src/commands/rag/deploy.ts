import {Args, OmeCommand} from '@ome/sdk/command'
import {sayNotesBeside} from '@ome/sdk/fleet-plan'
import {deployCompletions, deployFlags} from '../../engine/flags.ts'
import * as needs from '../../engine/needs.ts'
import {enginePlan} from '../../printing/engine-plan.ts'
import {waitForEngine} from '../../printing/wait-for-engine.ts'

export default class RagDeploy extends OmeCommand {
  static override summary = 'Run an engine that answers from documents'
  static override description = 'The plan says what was chosen and assumed. With --wait it ends when the engine serves.'
  static override examples = [
    '<%= config.bin %> rag deploy papers --llm-workspace my-workspace --dry-run',
    '<%= config.bin %> rag deploy papers --inference-url http://my-workspace/v1/chat/completions --pvc my-rag-index',
    '<%= config.bin %> rag deploy papers --cluster prod,staging --inference-url http://chat/v1/chat/completions --dry-run=client -o yaml',
  ]
  static override args = {name: Args.string({required: true, description: 'name of the new engine'})}
  static override flags = deployFlags
  static override needs = needs.deployEngine
  static override risk = 'write' as const
  static override completions = deployCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagDeploy)
    const {context} = this
    const note = (text: string) => this.note(text)
    if (flags.cluster !== undefined) {
      const {runFleetPlan} = await import('@ome/sdk/fleet-plan')
      return await runFleetPlan(
        context,
        flags,
        async (own, cluster) => (await enginePlan(own, args.name, flags, (text) => note(`${cluster}: ${text}`))).plan,
      )
    }
    const {plan, namespace} = await enginePlan(context, args.name, flags, note)
    sayNotesBeside(context, plan, flags)
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) await waitForEngine(context, {name: args.name, namespace}, flags.timeout)
    else if (applied) note(`next: ome rag status ${args.name} -n ${namespace} --watch, then ome rag document add`)
  }
}
