import {fields} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {planLabel, planName, storedAtAnnotation} from '../../domain/deployment-plan.ts'
import type {Sha256} from '../../domain/grove-objects.ts'
import {ours} from '../../domain/labels.ts'
import {type PlanFile, planTexts, type ReadPlan} from './plan-input.ts'

const mostSourceBytes = 900 * 1024

export interface StoredPlan {
  readonly namespace: string
  readonly name: string
  readonly source: string
  readonly files: readonly PlanFile[]
  readonly at: string
}

/** The ConfigMap that keeps a plan, readable by Grove's prototype. A large source is kept by its digest alone. */
export function planMap({kind, plan}: ReadPlan, stored: StoredPlan, sha256: Sha256): KubeObject {
  const raw = planTexts(stored.files)
  const source = {kind, name: stored.source, sha256: sha256(raw)}
  const whole = {...plan, ome: {version: 1, source, ...fields(plan['ome'])}}
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: planName(stored.name),
      namespace: stored.namespace,
      labels: {...ours.managedBy, [planLabel]: stored.name},
      annotations: {[storedAtAnnotation]: stored.at},
    },
    data: {'plan.json': JSON.stringify(whole), ...(raw.length > mostSourceBytes ? {} : {source: raw})},
  }
}
