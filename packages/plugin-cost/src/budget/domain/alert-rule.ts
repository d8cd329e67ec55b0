import {hoursPerMonth} from '@ome/pricing/quote'
import type {KubeObject} from '@ome/sdk/kube'
import {requestedGpus} from '../../domain/gpu-hours.ts'
import type {Budget} from './budget.ts'

/** A budget with what its GPUs cost. */
export interface RatedBudget extends Budget {
  readonly usdPerGpuHour: number
  /** Regular expression for the names of its pods. */
  readonly pods: string
}

/** A PrometheusRule that fires while the GPUs of a service would cost more in a month than its budget tells at. */
export function budgetRule(namespace: string, budgets: readonly RatedBudget[]): KubeObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {name: 'ome-budgets', namespace, labels: {'ome.cli/managed': 'true', 'ome.cli/kind': 'budgets'}},
    spec: {
      groups: [
        {
          name: 'ome-budgets',
          rules: budgets.map(({noun, name, limitUsd, alertAt, usdPerGpuHour, pods}) => ({
            alert: 'OmeBudgetRate',
            expr: `sum(${requestedGpus({namespace, pods})}) * ${usdPerGpuHour} * ${hoursPerMonth} > ${Number((limitUsd * alertAt).toFixed(6))}`,
            for: '1h',
            labels: {severity: 'warning', [noun]: name, namespace},
            annotations: {
              summary: `GPUs of ${noun} ${name} cost more than ${Number((alertAt * 100).toFixed(6))}% of its budget of ${limitUsd} USD a month`,
              description: `{{ $value }} USD a month at ${usdPerGpuHour} USD a GPU-hour`,
            },
          })),
        },
      ],
    },
  }
}
