import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {DeploymentPlan, PlanSource} from '../../domain/deployment-plan.ts'
import {type Comparison, comparisonOf} from '../domain/comparison.ts'
import type {SetMetrics} from '../domain/role-metrics.ts'
import {type MetricPorts, measureRoles} from './measure-roles.ts'
import {type Seen, type SeeSets, seeSets} from './see-sets.ts'

export interface ComparePorts extends MetricPorts {
  readonly plans: PlanSource
}

export interface SeenComparison extends Seen {
  readonly comparisons: readonly Comparison[]
  readonly notes: readonly string[]
}

type Ask = SeeSets & {readonly namespace: string}

/** The set that is named, else all that have a plan. Throws as `seeSets` does, and `not-found` where it has none. */
export async function comparePlan(ports: ComparePorts, ask: Ask): Promise<SeenComparison> {
  const [seen, plans] = await Promise.all([seeSets(ports.reader, ask), plansFor(ports.plans, ask)])
  const pairs = seen.sets.flatMap((set) => {
    const plan = plans.find(({name}) => name === set.name)
    return plan ? [{set, plan}] : []
  })
  if (ask.name !== undefined && pairs.length === 0) throw noPlan(ask.name, ask.namespace)
  const without = seen.sets.filter(({name}) => !plans.some((plan) => plan.name === name)).map(({name}) => name)
  const unplanned = pairs.length > 0 && without.length > 0 ? [`no plan is stored for ${without.join(', ')}`] : []
  const {metrics, notes} = pairs.length === 0 ? {metrics: [], notes: []} : await measured(ports, ask, seen)
  const comparisons = pairs.map(({set, plan}) =>
    comparisonOf(set, plan, metrics.find((each) => each.set.name === set.name)?.roles),
  )
  return {...seen, comparisons, notes: [...unplanned, ...notes]}
}

async function plansFor(plans: PlanSource, {name, namespace}: Ask): Promise<readonly DeploymentPlan[]> {
  if (name === undefined) return await plans.list(namespace)
  const plan = await plans.find(namespace, name)
  return plan ? [{...plan, name}] : []
}

const noPlan = (name: string, namespace: string): OmeError =>
  new OmeError('not-found', `no plan is stored for "${name}" in namespace "${namespace}"`, [
    `store one: ome grove plan store ${name} -f plan.json -n ${namespace}`,
  ])

/** What was expected of engines that nobody could ask is unknown. */
async function measured(
  ports: ComparePorts,
  ask: Ask,
  seen: Seen,
): Promise<{readonly metrics: readonly SetMetrics[]; readonly notes: readonly string[]}> {
  try {
    const {metrics} = await measureRoles({...ports, reader: {...ports.reader, read: async () => seen.objects}}, ask)
    return {metrics, notes: metrics[0]?.notes ?? []}
  } catch (error) {
    if (!isOmeError(error) || (error.kind !== 'unreachable' && error.kind !== 'denied')) throw error
    return {metrics: [], notes: [`nothing was measured: ${error.message}`]}
  }
}
