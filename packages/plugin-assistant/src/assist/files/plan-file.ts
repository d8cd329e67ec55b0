import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import type {AssistantPlan} from '../domain/step.ts'

export const planVersion = 'ome.cli/v1'

/** The plan for `ome ai apply`, readable for its owner alone: it may name what others shall not know. */
export function writePlan(path: string, plan: AssistantPlan): void {
  const document = {apiVersion: planVersion, kind: 'AssistantPlan', ...plan}
  writeAtomic(path, `${JSON.stringify(document, undefined, 2)}\n`, 0o600)
}
