import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from './conditions.ts'
import {type LabelSelector, selects} from './ownership.ts'
import {isActive, isReady, isTerminating} from './pod-facts.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {disruptionBudgets, pods} from './resources.ts'
import type {Controller, World} from './world.ts'

/** How many pods of a budget may be disrupted now. */
export const disruptionBudgetController: Controller = (world) =>
  reconciler(world, {
    name: 'disruption-controller',
    sources: [
      {resource: disruptionBudgets, keys: (object) => [keyOf(object)]},
      {
        resource: pods,
        keys: (pod, {previous, type}) =>
          type === 'MODIFIED' && previous && isHealthy(previous) === isHealthy(pod) ? [] : budgetsOf(world, pod),
      },
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const budget = world.api.get(disruptionBudgets, name, namespace)
      if (budget && !isTerminating(budget)) writeStatus(world, budget)
    },
  })

const isHealthy = (pod: ApiObject): boolean => isActive(pod) && isReady(pod)

const selectorOf = (budget: ApiObject): LabelSelector | undefined => budget.spec?.selector

const inNamespace = ({metadata}: ApiObject): {namespace?: string} =>
  metadata.namespace === undefined ? {} : {namespace: metadata.namespace}

const budgetsOf = (world: World, pod: ApiObject): string[] =>
  world.api
    .list(disruptionBudgets, inNamespace(pod))
    .filter((budget) => selects(selectorOf(budget), pod.metadata.labels))
    .map(keyOf)

function writeStatus(world: World, budget: ApiObject): void {
  const members = world.api
    .list(pods, inNamespace(budget))
    .filter((pod) => isActive(pod) && selects(selectorOf(budget), pod.metadata.labels))
  const expectedPods = members.length
  const currentHealthy = members.filter(isReady).length
  const {minAvailable, maxUnavailable} = budget.spec
  const desiredHealthy =
    minAvailable === undefined
      ? expectedPods - share(maxUnavailable ?? 0, expectedPods)
      : share(minAvailable, expectedPods)
  const disruptionsAllowed = expectedPods === 0 ? 0 : Math.max(0, currentHealthy - Math.max(0, desiredHealthy))
  const condition: Condition = {
    type: 'DisruptionAllowed',
    status: disruptionsAllowed > 0 ? 'True' : 'False',
    reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  }
  const status = {
    observedGeneration: budget.metadata.generation ?? 1,
    expectedPods,
    currentHealthy,
    desiredHealthy: Math.max(0, desiredHealthy),
    disruptionsAllowed,
    conditions: withCondition(world, budget.status?.conditions, condition),
  }
  if (isDeepStrictEqual({...budget.status, ...status}, budget.status)) return
  world.api.patch(disruptionBudgets, budget.metadata.name, budget.metadata.namespace, {status}, 'status')
}

const share = (value: number | string, of: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseFloat(value) / 100) * of)
