import type {Context} from '@ome/sdk/context'
import type {WriteFlags} from '@ome/sdk/flags'
import type {Plan} from '@ome/sdk/plan'
import {deployWorldOf, pricesOf} from '../compose.ts'
import type {DeployFlags} from '../engine/flags.ts'
import {planDeploy} from '../engine/usecases/plan-deploy.ts'
import {namespaceFor, refuseOfflineWrite} from './render-only.ts'

/** The plan of a new engine in the cluster of a context. */
export async function enginePlan(
  context: Context,
  name: string,
  flags: DeployFlags & WriteFlags,
  note: (text: string) => void,
): Promise<{readonly plan: Plan; readonly namespace: string}> {
  refuseOfflineWrite(flags)
  const namespace = flags.namespace ?? (await namespaceFor(context, flags.offline))
  const {offline, cloud} = flags
  const operator = {cloud, nodeMode: flags['node-mode'], version: flags['operator-version']}
  const world = await deployWorldOf(context, {offline, ...operator})
  const input = {
    name,
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
  return {plan: await planDeploy(world, pricesOf(context, flags, note), input), namespace}
}
