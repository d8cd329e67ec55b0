import {at} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {toPlan} from '../../domain/deployment-plan.ts'
import type {SetTemplate} from '../../domain/grove-objects.ts'
import {type CheckedSet, planRows} from '../domain/plan-difference.ts'
import {planOfTemplate} from '../domain/plan-input.ts'
import {planMap} from '../domain/plan-record.ts'
import type {PlanStore} from '../domain/plan-store.ts'
import {findPlan, type PlanAddress} from './plans.ts'

/** Manifests beside a plan. Throws `not-found` for an unknown one. */
export async function checkPlan(
  store: PlanStore,
  address: PlanAddress,
  sets: readonly KubeObject[],
): Promise<readonly CheckedSet[]> {
  const kept = await findPlan(store, address)
  return sets.map((object) => {
    const plan = planOfTemplate(at(object, 'spec', 'template') as SetTemplate)
    const map = planMap({kind: 'PodCliqueSet', plan}, {...address, source: '', files: [], at: ''}, () => '')
    const other = toPlan(map)
    return {set: object.metadata.name, plan: address.name, rows: other ? planRows(kept, other) : []}
  })
}

/** Throws `unmet` where a file differs from its plan. */
export function refuseDifferent(checked: readonly CheckedSet[]): void {
  const [first] = checked.filter(({rows}) => rows.some(({verdict}) => verdict === 'differs'))
  if (!first) return
  const fields = first.rows.filter(({verdict}) => verdict === 'differs').map(({field}) => field)
  throw new OmeError('unmet', `${first.set} differs from the plan ${first.plan}: ${fields.join(', ')}`, [
    'leave --require-plan out to apply it all the same',
  ])
}
