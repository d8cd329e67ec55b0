import type {DeploymentPlan} from '../../domain/deployment-plan.ts'

/** One thing that two plans say differently. */
export interface PlanDifference {
  readonly field: string
  readonly from: string
  readonly to: string
}

const rowsOf = (plan: DeploymentPlan): ReadonlyMap<string, string> => {
  const each = (title: string, values: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] =>
    Object.entries(values).map(([role, value]) => [`${role} ${title}`, String(value)])
  const rows = [
    ['model', plan.model],
    ['system', plan.system],
    ['mode', plan.mode],
    ...each('workers', plan.workers),
    ...each('GPUs', plan.gpusPerWorker),
    ...each('TP', plan.tensorParallel),
    ...each('image', plan.images),
    ['racks', plan.racks],
    ['score', plan.minScore],
    ['TTFT', plan.expected.ttftMs],
    ['TPOT', plan.expected.tpotMs],
    ['tokens/s/GPU', plan.expected.tokensPerSecondPerGpu],
  ] as const
  return new Map(rows.flatMap(([field, value]) => (value === undefined ? [] : [[field, String(value)] as const])))
}

export interface PlanRow extends PlanDifference {
  readonly verdict: 'ok' | 'differs'
}

/** A file beside the plan that it is checked against. */
export interface CheckedSet {
  readonly set: string
  readonly plan: string
  readonly rows: readonly PlanRow[]
}

/** What both plans know, field by field. */
export function planRows(from: DeploymentPlan, to: DeploymentPlan): readonly PlanRow[] {
  const after = rowsOf(to)
  return [...rowsOf(from)].flatMap(([field, old]) => {
    const fresh = after.get(field)
    return fresh === undefined
      ? []
      : [{field, from: old, to: fresh, verdict: old === fresh ? 'ok' : 'differs'} as const]
  })
}

/** What one plan says and another says otherwise. Only fields that both know, unless `whole`. */
export function planDifferences(from: DeploymentPlan, to: DeploymentPlan, whole: boolean): readonly PlanDifference[] {
  const [before, after] = [rowsOf(from), rowsOf(to)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const [old, fresh] = [before.get(field), after.get(field)]
    if (old === fresh || (!whole && (old === undefined || fresh === undefined))) return []
    return [{field, from: old ?? '<none>', to: fresh ?? '<none>'}]
  })
}
