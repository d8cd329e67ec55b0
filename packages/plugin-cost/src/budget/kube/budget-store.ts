import {fields, number, textMap} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import {type Budget, budgetedIn, budgetKey, budgetLabel, budgetWords} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'

const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}
const name = 'ome-budgets'

/** One ConfigMap of a namespace, one key for each service. */
export const budgetStore = (kube: KubeClient): BudgetStore => ({
  list: async (namespace) => budgetsIn(await kube.get(configMaps, name, {namespace}), namespace),
  async set(namespace, budget) {
    const object = await kube.get(configMaps, name, {namespace})
    const kept = textMap(object?.['data'])[budgetKey(budget)]
    const before = kept === undefined ? undefined : toBudget(budgetKey(budget), kept)
    return change(namespace, {budget, before, object})
  },
  async remove(namespace, budgeted) {
    const key = budgetKey(budgeted)
    const object = await kube.get(configMaps, name, {namespace})
    const kept = textMap(object?.['data'])[key]
    if (kept === undefined)
      throw new OmeError('not-found', `${budgeted.noun} "${budgeted.name}" has no budget in namespace "${namespace}"`, [
        `see which have: ome cost budget show -n ${namespace}`,
      ])
    return {
      action: 'update',
      object: {kind: 'configmap', name, namespace},
      reason: `the budget of ${budgetLabel(budgeted)} goes`,
      fields: [{path: key, from: wordsIn(key, kept)}],
      write: {method: 'merge', resource: configMaps, name, namespace, body: {data: {[key]: null}}},
    }
  },
})

interface Setting {
  readonly budget: Budget
  readonly before: Budget | undefined
  readonly object: KubeObject | undefined
}

function change(namespace: string, {budget, before, object}: Setting): Change {
  const {limitUsd, alertAt} = budget
  const key = budgetKey(budget)
  const about = {
    object: {kind: 'configmap', name, namespace},
    reason: `budget of ${budgetLabel(budget)}: ${words(budget)}`,
  }
  if (before && words(before) === words(budget)) return {action: 'unchanged', ...about}
  const data = {[key]: JSON.stringify({limitUsd, alertAt})}
  if (!object)
    return {
      action: 'create',
      ...about,
      write: {
        // Who makes it at the same time must not lose a budget: the second is refused, and says it again.
        method: 'create',
        resource: configMaps,
        body: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {name, namespace, labels: {'ome.cli/kind': 'budgets'}},
          data,
        },
      },
    }
  return {
    action: 'update',
    ...about,
    fields: [{path: key, ...(before && {from: words(before)}), to: words(budget)}],
    write: {method: 'merge', resource: configMaps, name, namespace, body: {data}},
  }
}

/** What is kept, in words where it can be read. */
function wordsIn(key: string, kept: string): string {
  const budget = toBudget(key, kept)
  return budget ? words(budget) : kept
}

const words = ({limitUsd, alertAt}: Budget): string =>
  `${limitUsd} USD a month, told at ${Number((alertAt * 100).toFixed(6))}%`

function budgetsIn(object: KubeObject | undefined, namespace: string): readonly Budget[] {
  return Object.entries(textMap(object?.['data']))
    .map(([key, value]) => toBudget(key, value) ?? unreadable(key, namespace))
    .sort((left, right) => (budgetKey(left) < budgetKey(right) ? -1 : 1))
}

function toBudget(key: string, value: string): Budget | undefined {
  const {limitUsd, alertAt} = fields(parsed(value))
  const [limit, share] = [number(limitUsd), number(alertAt)]
  return limit !== undefined && limit > 0 && share !== undefined && share > 0
    ? {...budgetedIn(key), limitUsd: limit, alertAt: share}
    : undefined
}

function unreadable(key: string, namespace: string): never {
  throw new OmeError('failed', `the budget of "${key}" in configmap ${namespace}/${name} cannot be read`, [
    `set it anew: ome cost budget set ${budgetWords(budgetedIn(key)).replace(/^service /, '')} --limit USD -n ${namespace}`,
  ])
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    // Written by hand, maybe: who lists budgets is told which one it is.
    return undefined
  }
}
