import {kaitoNouns} from '@ome/kaito/kaito-nouns'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {PricingKaito} from '../../kaito/domain/ports.ts'
import {findSubject} from '../../kaito/usecases/kaito-cost.ts'
import type {ServiceReader} from '../../spend/domain/ports.ts'
import {missingService} from '../../spend/usecases/service-cost.ts'
import type {Budget, Budgeted} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'

interface Objects {
  readonly services: ServiceReader
  readonly kaito: Pick<PricingKaito, 'store'>
}

/** Throws `not-found` for an object that is not there. */
export async function planBudget(
  store: BudgetStore,
  {services, kaito}: Objects,
  namespace: string,
  budget: Budget,
): Promise<Plan> {
  const {noun, name} = budget
  if (noun !== 'service') await findSubject(kaito, namespace, {noun, name})
  else await requireService({services, kaito}, namespace, budget)
  return {changes: [await store.set(namespace, budget)]}
}

/** Throws `not-found` that names the object of KAITO which may have been meant. */
async function requireService({services, kaito: {store}}: Objects, namespace: string, {name, limitUsd}: Budget) {
  const found = await orAbsence(services.has(namespace, name))
  if (found === true) return
  const others = await Promise.all(kaitoNouns.map((noun) => store.find(namespace, {noun, name})))
  const subject = others.find((each) => each !== undefined)
  if (subject)
    throw new OmeError('not-found', `"${name}" is no service of OME: it is a ${subject.noun} of KAITO`, [
      `say so: ome cost budget set ${subject.noun} ${name} --limit ${limitUsd} -n ${namespace}`,
    ])
  throw found === false ? await missingService({services}, namespace, name) : found
}

/** What the server says where OME is not installed. */
async function orAbsence<Value>(reading: Promise<Value>): Promise<Value | OmeError> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return error
    throw error
  }
}

export const planRemoval = async (store: BudgetStore, namespace: string, budgeted: Budgeted): Promise<Plan> => ({
  changes: [await store.remove(namespace, budgeted)],
  asks: `Delete the budget of ${budgeted.noun} "${budgeted.name}" in namespace "${namespace}"?`,
})
