import type {Evidence} from './evidence.ts'
import type {Adjustment, Finding, Rule} from './finding.ts'
import {missingEvidence} from './rules/missing-evidence.ts'
import {memoryLimit, memoryRequest} from './rules/pod-memory.ts'
import {busyGpus, failures, fullKvCache, queue, slowPrefill} from './rules/pressure.ts'
import {idle, spareReplicas} from './rules/quiet.ts'

/** What is worth a word about a service, in the order of weight. A new rule is a new entry. */
export const rules: readonly Rule[] = [
  failures,
  memoryLimit,
  fullKvCache,
  queue,
  idle,
  spareReplicas,
  memoryRequest,
  busyGpus,
  slowPrefill,
  missingEvidence,
]

export const findingsOf = (evidence: Evidence): readonly Finding[] => rules.flatMap((rule) => rule(evidence))

/** What all findings together change: of several that touch the same thing the weightiest counts. */
export function adjustmentOf(findings: readonly Finding[]): Adjustment {
  const adjustments = findings.flatMap(({adjustment}) => adjustment ?? [])
  const replicas = adjustments.find((each) => each.replicas)?.replicas
  const fields = Object.assign({}, ...adjustments.map((each) => each.fields ?? {}).reverse())
  return {...(replicas && {replicas}), ...(Object.keys(fields).length > 0 && {fields})}
}
