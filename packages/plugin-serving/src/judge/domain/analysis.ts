import {windowText} from '../../measure/domain/metric-rows.ts'
import type {Evidence} from './evidence.ts'
import {windowOf} from './evidence.ts'
import type {Finding} from './finding.ts'

/** Everything that is told about the performance of a service. */
export interface Analysis {
  readonly evidence: Evidence
  /** Only those that a person can act upon. */
  readonly recommendations: readonly Finding[]
  /** The time it is really about, and why it is not the one that was asked for. */
  readonly window: {readonly seconds: number; readonly text: string; readonly why: string}
}

export function analysisOf(evidence: Evidence, recommendations: readonly Finding[], askedMs: number): Analysis {
  const {measured} = evidence
  const window = windowOf(measured)
  const asked = windowText({seconds: askedMs / 1000})
  const why =
    measured.source.kind === 'pods'
      ? `since its engines began: no Prometheus tells the last ${asked}`
      : window.seconds < (askedMs / 1000) * 0.95
        ? `${measured.source.title} remembers no ${asked}`
        : measured.source.title
  return {
    evidence,
    recommendations,
    window: {seconds: window.seconds, text: `last ${windowText({seconds: window.seconds})}`, why},
  }
}
