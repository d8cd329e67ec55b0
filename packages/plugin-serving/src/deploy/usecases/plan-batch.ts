import type {DeployFacts, DeployPreferences, DeployRequest, DeployWorld} from '@ome/inference-model/deploy/request'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type DeploySources, planDeploy} from './plan-deploy.ts'

export interface BatchPlan extends Plan {
  /** Services that cannot be deployed, with the reason; the others are. */
  readonly refused: readonly {readonly name: string; readonly error: OmeError}[]
}

/** One plan for several services; what the cluster is like is read once. */
export async function planBatch(
  sources: DeploySources & {readonly world: Pick<DeployWorld, 'facts' | 'existing' | 'all'>},
  requests: readonly DeployRequest[],
  preferences: DeployPreferences,
  parallel: number,
): Promise<BatchPlan> {
  const namespace = requests[0]?.namespace ?? ''
  const [facts, services] = await Promise.all([sources.world.facts(namespace), sources.world.all(namespace)])
  const world = {
    facts: async (): Promise<DeployFacts> => facts,
    existing: async (_: string, name: string) => services.get(name),
  }
  const plans = await Promise.all(
    requests.map(async (request) => {
      const name = request.name ?? request.model
      try {
        return {name, plan: await planDeploy({...sources, world}, request, preferences)}
      } catch (error) {
        if (isOmeError(error)) return {name, error}
        throw error
      }
    }),
  )
  return {
    changes: plans.flatMap(({plan}) => plan?.changes ?? []),
    notes: plans.flatMap(({name, plan}) => (plan?.notes ?? []).map((note) => `${name}: ${note}`)),
    parallel,
    refused: plans.flatMap(({name, error}) => (error ? [{name, error}] : [])),
  }
}
