import {at} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {toPlan} from '../../domain/deployment-plan.ts'
import type {SetTemplate} from '../../domain/grove-objects.ts'
import {planDifferences} from '../domain/plan-difference.ts'
import {planOfTemplate} from '../domain/plan-input.ts'
import {planMap} from '../domain/plan-record.ts'
import type {PlanStore} from '../domain/plan-store.ts'
import {findPlan, type PlanAddress} from './plans.ts'

/** What manifests make otherwise than a plan says. Throws `unmet` when they may not, `not-found` for an unknown plan. */
export async function checkPlan(
  store: PlanStore,
  address: PlanAddress,
  sets: readonly KubeObject[],
  isRequired: boolean,
): Promise<readonly string[]> {
  const kept = await findPlan(store, address)
  const lines = sets.flatMap((object) => {
    const plan = planOfTemplate(at(object, 'spec', 'template') as SetTemplate)
    const map = planMap({kind: 'PodCliqueSet', plan}, {...address, source: '', files: [], at: ''}, () => '')
    const other = toPlan(map)
    const differences = other ? planDifferences(kept, other, false) : []
    return differences.map(({field, from, to}) => `${object.metadata.name}: ${field} is ${to}, the plan says ${from}`)
  })
  if (isRequired && lines.length > 0) {
    throw new OmeError('unmet', `the file differs from the plan ${address.name}: ${lines.join('; ')}`, [
      'leave --require-plan out to apply it all the same',
    ])
  }
  return lines
}
