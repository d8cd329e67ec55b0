import {type Finding, findings} from '../domain/rules.ts'
import type {Inventory} from '../domain/workload.ts'

export interface AuditResult {
  readonly found: readonly Finding[]
  /** What was left out, and why. */
  readonly notes: readonly string[]
}

export async function audit(
  inventory: Inventory,
  {namespace}: {readonly namespace?: string | undefined},
): Promise<AuditResult> {
  const [workloads, services] = await Promise.all([inventory.workloads(namespace), inventory.openServices(namespace)])
  const uncovered = await inventory.uncovered(workloads, namespace)
  return {
    found: findings({workloads, services, uncovered: uncovered ?? []}),
    notes: uncovered === undefined ? ['network policies were left out: you may not list them'] : [],
  }
}
