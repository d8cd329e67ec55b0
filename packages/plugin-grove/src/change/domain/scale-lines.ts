import type {GroveSet, ReplicaRole} from '../../domain/grove-tree.ts'
import type {FitResult, Growth} from './fit.ts'

export interface ScaleShown {
  readonly set: GroveSet
  readonly targets: readonly {readonly part: ReplicaRole; readonly to: number}[]
  /** Replicas of the set, where those change. */
  readonly replicas?: number | undefined
  readonly growths: readonly Growth[]
  readonly fit?: FitResult
}

/** What a scale does, for people. */
export function scaleLines(shown: ScaleShown): readonly string[] {
  const {set, growths, fit} = shown
  const now = set.replicas
    .flatMap(({roles}) => roles)
    .reduce((sum, part) => sum + part.desired * part.role.gpusPerWorker, 0)
  const more = growths.reduce((sum, {part, more: count}) => sum + count * part.role.gpusPerWorker, 0)
  return [
    `Scaling ${set.name} (namespace: ${set.namespace})`,
    ...numbers(shown),
    `  GPUs  ${now} → ${now + more}${more === 0 ? '' : ` (${signed(more)})`}`,
    ...(more <= 0 ? [] : fitLines(fit)),
    ...scoreLine(set, fit),
  ]
}

function numbers({set, targets, replicas}: ScaleShown): readonly string[] {
  if (replicas !== undefined) {
    const each = set.replicas[0]?.roles.map(({role}) => `${role.templateReplicas} ${role.name}`).join(', ')
    return [`  replicas  ${change(set.wanted, replicas)}, each ${each}`]
  }
  const several = set.replicas.length > 1
  const width = Math.max(0, ...targets.map(({part}) => part.role.name.length))
  return targets.map(({part, to}) => {
    const scaler = part.autoscaler ? `  autoscaler ${part.autoscaler.min}–${part.autoscaler.max}` : ''
    const where = several ? ` of replica ${part.replica}` : ''
    return `  ${part.role.name.padEnd(width)}${where}  ${change(part.desired, to)}${scaler}`
  })
}

const change = (from: number, to: number): string =>
  `${from} → ${to} (${from === to ? 'unchanged' : signed(to - from)})`

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value))

function fitLines(fit: FitResult | undefined): readonly string[] {
  if (!fit) return ['  warning: nodes or pods of others cannot be read: whether it fits is unknown']
  const {fits, pendingReplicas, gangGpus, freeGpus} = fit
  const free = `${freeGpus} GPUs are free in all`
  return [
    ...fits.flatMap(({role, domains, pending}) => [
      ...domains.map(({path, workers}) => `  ${role}: ${path} takes ${workers}`),
      ...(pending === 0 ? [] : [`  warning: ${pending} of ${role} stay pending: no node has room (${free})`]),
    ]),
    ...(pendingReplicas === 0
      ? []
      : [
          `  warning: ${pendingReplicas} new replica${pendingReplicas === 1 ? ' stays' : 's stay'} pending whole: the first gang of one needs ${gangGpus} GPUs at once (${free})`,
        ]),
  ]
}

function scoreLine({placement}: GroveSet, fit: FitResult | undefined): readonly string[] {
  if (fit?.score === undefined || placement.score === undefined || !fit.fits.some(({domains}) => domains.length > 0))
    return []
  return [`  placement score  ${placement.score.toFixed(2)} → ${fit.score.toFixed(2)} (simulated, ${fit.level})`]
}
