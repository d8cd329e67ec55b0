import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {PlanSource} from '../../domain/deployment-plan.ts'
import {type Comparison, comparisonOf} from '../domain/comparison.ts'
import {type MetricPorts, measureRoles} from './measure-roles.ts'
import {type Seen, type SeeSets, seeSets} from './see-sets.ts'

export interface ComparePorts extends MetricPorts {
  readonly plans: PlanSource
}

export interface SeenComparison extends Seen {
  readonly comparison: Comparison
  readonly notes: readonly string[]
}

/** Throws as `seeSets` does, and `not-found` where the set has no plan. */
export async function comparePlan(
  ports: ComparePorts,
  ask: SeeSets & {readonly name: string; readonly namespace: string},
): Promise<SeenComparison> {
  const [seen, plan] = await Promise.all([seeSets(ports.reader, ask), ports.plans.find(ask.namespace, ask.name)])
  const [set] = seen.sets
  if (!set || !plan)
    throw new OmeError('not-found', `no plan is stored for "${ask.name}" in namespace "${ask.namespace}"`, [
      `store one: ome grove plan store ${ask.name} -f plan.json -n ${ask.namespace}`,
    ])
  try {
    const {metrics} = await measureRoles({...ports, reader: {...ports.reader, read: async () => seen.objects}}, ask)
    return {...seen, comparison: comparisonOf(set, plan, metrics[0]?.roles), notes: metrics[0]?.notes ?? []}
  } catch (error) {
    if (!isOmeError(error) || (error.kind !== 'unreachable' && error.kind !== 'denied')) throw error
    return {...seen, comparison: comparisonOf(set, plan, undefined), notes: [`nothing was measured: ${error.message}`]}
  }
}
