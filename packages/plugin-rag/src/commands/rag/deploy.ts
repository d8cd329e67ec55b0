import {Args, OmeCommand} from '@ome/sdk/command'
import {deployWorldOf, pricesOf} from '../../compose.ts'
import {deployCompletions, deployFlags} from '../../engine/flags.ts'
import * as needs from '../../engine/needs.ts'
import {planDeploy} from '../../engine/usecases/plan-deploy.ts'
import {namespaceFor, refuseOfflineWrite, sayNotesBeside} from '../../printing/render-only.ts'
import {waitForEngine} from '../../printing/wait-for-engine.ts'

export default class RagDeploy extends OmeCommand {
  static override summary = 'Run an engine that answers from documents'
  static override description = 'The plan says what was chosen and assumed. With --wait it ends when the engine serves.'
  static override examples = [
    '<%= config.bin %> rag deploy papers --llm-workspace my-workspace --dry-run',
    '<%= config.bin %> rag deploy papers --inference-url http://my-workspace/v1/chat/completions --pvc my-rag-index',
  ]
  static override args = {name: Args.string({required: true, description: 'name of the new engine'})}
  static override flags = deployFlags
  static override needs = needs.deployEngine
  static override risk = 'write' as const
  static override completions = deployCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagDeploy)
    refuseOfflineWrite(flags)
    const namespace = flags.namespace ?? (await namespaceFor(this.context, flags.offline))
    const {offline, cloud} = flags
    const operator = {cloud, nodeMode: flags['node-mode'], version: flags['operator-version']}
    const world = await deployWorldOf(this.context, {offline, ...operator})
    const prices = pricesOf(this.context, flags, (text) => this.note(text))
    const input = {
      name: args.name,
      namespace,
      embeddingModel: flags['embedding-model'],
      embeddingUrl: flags['embedding-url'],
      inferenceUrl: flags['inference-url'],
      llmWorkspace: flags['llm-workspace'],
      contextWindow: flags['context-window'],
      inferenceSecret: flags['inference-secret'],
      vectorStore: flags['vector-store'],
      vectorUrl: flags['vector-url'],
      claim: flags.pvc,
      instanceType: flags['instance-type'],
      region: flags.region,
    }

    const plan = await planDeploy(world, prices, input)
    sayNotesBeside(this.context.io, plan, flags)
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) await waitForEngine(this.context, input, flags.timeout)
  }
}
