import type {Misfit} from './fit.ts'

/** The sentence of a FailedScheduling event for these refusals, one per node; a preemption that helps adds no second sentence. */
export function explain(misfits: readonly Misfit[], preemption: string | undefined = noVictims(misfits)): string {
  const count = misfits.length
  if (count === 0) return 'no nodes available to schedule pods'
  const reasons = tally(misfits.flatMap((refusal) => refusal.reasons))
  return `0/${count} nodes are available: ${reasons.join(', ')}.${preemption ? ` preemption: ${preemption}` : ''}`
}

/** The sentence for a pod that fails before any node is looked at. */
export const explainPod = (reason: string, nodes: number): string =>
  `0/${nodes} nodes are available: ${reason}. preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`

/** What preemption says when it found nobody to remove. */
export function noVictims(misfits: readonly Misfit[]): string {
  const count = misfits.length
  const hopeless = misfits.filter((refusal) => !refusal.resolvable).length
  const reasons = [
    ...(hopeless > 0 ? [`${hopeless} Preemption is not helpful for scheduling`] : []),
    ...(count > hopeless ? [`${count - hopeless} No preemption victims found for incoming pod`] : []),
  ]
  return `0/${count} nodes are available: ${reasons.sort().join(', ')}.`
}

const kaiResources: Readonly<Record<string, string>> = {
  cpu: 'CPU cores',
  memory: 'memory',
  'nvidia.com/gpu': 'GPUs',
}

/** The same in the words of KAI-Scheduler (`common_info/pod_errors.go`). */
export function explainAsKai(misfits: readonly Misfit[]): string {
  const reasons = misfits.flatMap((refusal) => {
    const [first = ''] = refusal.reasons
    if (!first.startsWith('Insufficient ')) return refusal.reasons
    const short = refusal.reasons.map((reason) => reason.replace('Insufficient ', ''))
    return [`node(s) didn't have enough resources: ${short.map((name) => kaiResources[name] ?? name).join(', ')}`]
  })
  return `no nodes with enough resources were found: ${tally(reasons).join('. \n')}.`
}

function tally(reasons: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
}
