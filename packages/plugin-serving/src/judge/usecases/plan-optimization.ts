import type {Service} from '@ome/inference-model/service'
import type {Plan} from '@ome/sdk/plan'
import {planUpdate, type UpdateSources} from '../../deploy/usecases/plan-update.ts'
import type {Finding} from '../domain/finding.ts'
import {adjustmentOf} from '../domain/rules.ts'

/** The changes that findings call for, with the evidence as notes; none where nothing is to be set. */
export async function planOptimization(
  sources: UpdateSources,
  writers: Parameters<typeof planUpdate>[1],
  {name, namespace}: Service,
  findings: readonly Finding[],
): Promise<Plan> {
  const {replicas, fields = {}} = adjustmentOf(findings)
  const object = {kind: 'inferenceservice', name, namespace}
  if (!replicas && Object.keys(fields).length === 0)
    return {changes: [{action: 'unchanged', object}], notes: ['nothing that was found can be set by itself']}
  const choose = {names: [name], namespace, all: false}
  const request = {...replicas, env: {}, fields, waitModel: false}
  const plan = await planUpdate(sources, writers, choose, request)
  const reasons = findings
    .filter(({adjustment}) => adjustment !== undefined)
    .map(({change, finding, evidence}) => `${change}: ${finding} (${evidence})`)
  const replaces = Object.keys(fields).length > 0
  const asks = replaces ? `Replace the pods of service "${name}"?` : `Change the replicas of service "${name}"?`
  return {...plan, asks, notes: [...reasons, ...(plan.notes ?? [])]}
}
