import {toPlan} from '../../domain/deployment-plan.ts'
import type {Sha256} from '../../domain/grove-objects.ts'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {type PlanDifference, planDifferences} from '../domain/plan-difference.ts'
import {type PlanFile, planOfTemplate, readPlan} from '../domain/plan-input.ts'
import {planMap} from '../domain/plan-record.ts'
import type {PlanStore} from '../domain/plan-store.ts'
import {findPlan, type PlanAddress} from './plans.ts'

export interface OtherPlan {
  readonly source: string
  readonly files: readonly PlanFile[]
  readonly sha256: Sha256
}

/** The plan that is kept against one in files. */
export async function diffWithFile(
  store: PlanStore,
  address: PlanAddress,
  {source, files, sha256}: OtherPlan,
): Promise<readonly PlanDifference[]> {
  const kept = await findPlan(store, address)
  const other = toPlan(planMap(readPlan(files, source), {...address, source, files, at: ''}, sha256))
  return other ? planDifferences(kept, other, true) : []
}

/** The plan against what the live set is; what a template does not say is left out. */
export async function diffWithSet(
  store: PlanStore,
  address: PlanAddress,
  live: () => Promise<GroveSet>,
): Promise<readonly PlanDifference[]> {
  const kept = await findPlan(store, address)
  const set = await live()
  const shape = planOfTemplate(set.object.spec.template)
  const map = planMap({kind: 'PodCliqueSet', plan: shape}, {...address, source: '', files: [], at: ''}, () => '')
  const workers = Object.fromEntries((set.replicas[0]?.roles ?? []).map(({role, desired}) => [role.name, desired]))
  const other = toPlan(map)
  return other ? planDifferences(kept, {...other, workers}, false) : []
}
