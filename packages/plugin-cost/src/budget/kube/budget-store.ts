import {fields, number, textMap} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import type {Budget} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'

const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}
const name = 'ome-budgets'

/** One ConfigMap of a namespace, one key for each service. */
export const budgetStore = (kube: KubeClient): BudgetStore => ({
  list: async (namespace) => budgetsIn(await kube.get(configMaps, name, {namespace}), namespace),
  async set(namespace, budget) {
    const object = await kube.get(configMaps, name, {namespace})
    const kept = textMap(object?.['data'])[budget.service]
    const before = kept === undefined ? undefined : toBudget(budget.service, kept)
    return change(namespace, {budget, before, object})
  },
  async remove(namespace, service) {
    const object = await kube.get(configMaps, name, {namespace})
    const kept = textMap(object?.['data'])[service]
    if (kept === undefined)
      throw new OmeError('not-found', `service "${service}" has no budget in namespace "${namespace}"`, [
        `see which have: ome cost budget show -n ${namespace}`,
      ])
    return {
      action: 'update',
      object: {kind: 'configmap', name, namespace},
      reason: `the budget of ${service} goes`,
      fields: [{path: service, from: kept}],
      write: {method: 'merge', resource: configMaps, name, namespace, body: {data: {[service]: null}}},
    }
  },
})

interface Setting {
  readonly budget: Budget
  readonly before: Budget | undefined
  readonly object: KubeObject | undefined
}

function change(namespace: string, {budget, before, object}: Setting): Change {
  const {service, limitUsd, alertAt} = budget
  const about = {object: {kind: 'configmap', name, namespace}, reason: `budget of ${service}: ${words(budget)}`}
  if (before && words(before) === words(budget)) return {action: 'unchanged', ...about}
  const data = {[service]: JSON.stringify({limitUsd, alertAt})}
  if (!object)
    return {
      action: 'create',
      ...about,
      write: {
        method: 'apply',
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
    fields: [{path: service, ...(before && {from: words(before)}), to: words(budget)}],
    write: {method: 'merge', resource: configMaps, name, namespace, body: {data}},
  }
}

const words = ({limitUsd, alertAt}: Budget): string => `${limitUsd} USD a month, told at ${Math.round(alertAt * 100)}%`

function budgetsIn(object: KubeObject | undefined, namespace: string): readonly Budget[] {
  return Object.entries(textMap(object?.['data']))
    .map(([service, value]) => toBudget(service, value) ?? unreadable(service, namespace))
    .sort((left, right) => (left.service < right.service ? -1 : 1))
}

function toBudget(service: string, value: string): Budget | undefined {
  const {limitUsd, alertAt} = fields(parsed(value))
  const [limit, share] = [number(limitUsd), number(alertAt)]
  return limit !== undefined && limit > 0 && share !== undefined && share > 0
    ? {service, limitUsd: limit, alertAt: share}
    : undefined
}

function unreadable(service: string, namespace: string): never {
  throw new OmeError('failed', `the budget of "${service}" in configmap ${namespace}/${name} cannot be read`, [
    `set it anew: ome cost budget set ${service} --limit USD -n ${namespace}`,
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
