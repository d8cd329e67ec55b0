import {age} from '@ome/sdk/units'
import type {View} from '@ome/sdk/view'
import type {DeploymentPlan} from '../../domain/deployment-plan.ts'
import type {PlanDifference} from '../domain/plan-difference.ts'

const each = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([role, value]) => `${role} ${String(value)}`)
    .join(', ') || '<none>'

const json = (plan: DeploymentPlan) => ({...plan, storedAt: plan.storedAt ?? null})

export const planList: View<readonly DeploymentPlan[]> = {
  kind: 'GrovePlanList',
  columns: [
    {header: 'NAMESPACE', value: ({namespace}) => namespace, onlyAllNamespaces: true},
    {header: 'NAME', value: ({name}) => name},
    {header: 'MODEL', value: ({model}) => model ?? '<none>', rank: 1},
    {header: 'WORKERS', value: ({workers}) => each(workers)},
    {header: 'SOURCE', value: ({source}) => source?.kind ?? '<none>', rank: -1},
    {header: 'STORED', value: ({storedAt}, {now}) => age(storedAt, now)},
  ],
  json,
  name: ({name}) => `plan/${name}`,
  empty: 'no plans are kept',
}

export const planDetail: View<DeploymentPlan> = {
  kind: 'GrovePlan',
  blocks: (plan, {now}) => [
    {
      type: 'fields',
      rows: [
        ['Name', plan.name],
        ['Model', plan.model ?? '<none>'],
        ['System', plan.system ?? '<none>'],
        ['Mode', plan.mode ?? '<none>'],
        ['Workers', each(plan.workers)],
        ['GPUs per worker', each(plan.gpusPerWorker)],
        ['Tensor parallel', each(plan.tensorParallel)],
        ['Images', each(plan.images)],
        ['Racks', plan.racks ?? '<none>'],
        ['Placement score', plan.minScore ?? '<none>'],
        ['Expected TTFT', plan.expected.ttftMs === undefined ? '<none>' : `${plan.expected.ttftMs}ms`],
        ['Expected TPOT', plan.expected.tpotMs === undefined ? '<none>' : `${plan.expected.tpotMs}ms`],
        ['Tokens/s per GPU', plan.expected.tokensPerSecondPerGpu ?? '<none>'],
        ['Source', plan.source ? `${plan.source.kind} ${plan.source.name}` : '<none>'],
        ['Stored', plan.storedAt === undefined ? '<none>' : `${age(plan.storedAt, now)} ago`],
      ].map(([label = '', value]) => ({label: String(label), value})),
    },
  ],
  json,
  name: ({name}) => `plan/${name}`,
}

export const planDifferenceList: View<readonly PlanDifference[]> = {
  kind: 'GrovePlanDifferenceList',
  columns: [
    {header: 'FIELD', value: ({field}) => field},
    {header: 'PLAN', value: ({from}) => from, rank: 'keep'},
    {header: 'OTHER', value: ({to}) => to, rank: 'keep'},
  ],
  name: ({field}) => `field/${field}`,
  empty: 'no difference',
}
