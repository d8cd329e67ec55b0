import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {Plan} from '@ome/sdk/plan'
import {type DeploymentPlan, planName, toPlan} from '../../domain/deployment-plan.ts'
import type {Sha256} from '../../domain/grove-objects.ts'
import {type PlanDifference, planDifferences} from '../domain/plan-difference.ts'
import {type PlanFile, readPlan} from '../domain/plan-input.ts'
import {planMap} from '../domain/plan-record.ts'
import type {PlanStore} from '../domain/plan-store.ts'

export interface PlanAddress {
  readonly namespace: string
  readonly name: string
}

/** A plan that is kept. Throws `not-found` with the line that keeps one. */
export async function findPlan(store: PlanStore, {namespace, name}: PlanAddress): Promise<DeploymentPlan> {
  const object = await store.find(namespace, name)
  const plan = object && toPlan(object)
  if (plan) return plan
  const names = (await store.list(namespace)).flatMap((one) => toPlan(one)?.name ?? [])
  const close = nearest(name, names)
  throw new OmeError('not-found', `no plan "${name}" is kept in namespace "${namespace}"`, [
    ...(close === undefined ? [] : [`did you mean ${close}?`]),
    `keep one: ome grove plan store ${name} -f FILE -n ${namespace}`,
  ])
}

export async function listPlans(store: PlanStore, namespace: string | undefined): Promise<readonly DeploymentPlan[]> {
  const plans = (await store.list(namespace)).flatMap((object) => toPlan(object) ?? [])
  return plans.sort((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1))
}

export interface StoreWish extends PlanAddress {
  readonly source: string
  readonly files: readonly PlanFile[]
  readonly now: Date
  readonly sha256: Sha256
}

/** Keeps a plan. One that says something else is shown against it, and asked about. */
export async function planStorage(store: PlanStore, wish: StoreWish): Promise<Plan> {
  const {namespace, name, files, source, now, sha256} = wish
  const body = planMap(readPlan(files, source), {namespace, name, files, source, at: now.toISOString()}, sha256)
  const [before, after] = [await store.find(namespace, name), toPlan(body)]
  const object = {kind: 'ConfigMap', name: planName(name), namespace}
  const write = store.store(body)
  const old = before && toPlan(before)
  if (!old || !after) return {changes: [{action: before ? 'update' : 'create', object, write}], notes: summary(after)}
  const differences = planDifferences(old, after, true)
  if (differences.length === 0) return {changes: [{action: 'update', object, write}], notes: summary(after)}
  return {
    changes: [{action: 'update', object, write}],
    notes: [`${name} is another plan than the one that is kept:`, ...differences.map(differenceLine)],
    asks: 'Keep the new one instead?',
  }
}

const summary = (plan: DeploymentPlan | undefined): readonly string[] =>
  plan
    ? [
        `${plan.name}: ${Object.entries(plan.workers)
          .map(([role, count]) => `${count} ${role}`)
          .join(', ')}`,
      ]
    : []

const differenceLine = ({field, from, to}: PlanDifference): string => `  ${field}: ${from} → ${to}`

export async function planRemoval(store: PlanStore, address: PlanAddress): Promise<Plan> {
  await findPlan(store, address)
  const {namespace, name} = address
  const object = {kind: 'ConfigMap', name: planName(name), namespace}
  return {
    changes: [{action: 'delete', object, write: store.remove(namespace, name)}],
    asks: `Remove the plan ${name}?`,
  }
}
