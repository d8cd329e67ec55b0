import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import {isOmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import {
  type Coverage,
  coveredBy,
  type HeldGpus,
  type HoldingPod,
  heldByRunning,
  heldIn,
  type PodChoice,
  requestedGpus,
  seenHours,
  stepsOf,
} from '../domain/gpu-hours.ts'
import {hourMs, hoursOf, type Span} from '../domain/span.ts'

export interface HoursPorts {
  /** Undefined when there is no Prometheus to be reached. */
  readonly prometheus: () => Promise<Prometheus | undefined>
  readonly note: (text: string) => void
}

/**
 * Accelerator-hours of pods in a span: from a Prometheus that has them, else of those that run, since they started;
 * whoever knows more of the time.
 */
export async function askHours(
  ports: HoursPorts,
  choice: PodChoice,
  running: readonly HoldingPod[],
  asked: Span,
): Promise<{readonly held: readonly HeldGpus[]; readonly coverage: Coverage}> {
  const told = await fromPrometheus(ports, choice, asked)
  const hours = coveredBy(running, asked)
  const existed = {...asked, fromMs: Math.max(asked.fromMs, choice.bornAtMs ?? 0)}
  const isYoung = existed.fromMs > asked.fromMs
  // A server that was set up lately knows less than the pods themselves.
  if (told && !isShort(told.coverage.hours, {fromMs: 0, toMs: hours * hourMs})) return told
  return {
    held: heldByRunning(running, asked),
    coverage: {
      asked,
      hours,
      source: 'the start of its pods',
      ...(isShort(hours, existed) && {gap: 'pods before those that run now are not known'}),
      ...(isYoung && {note: `it was made ${words(hoursOf(existed))} ago`}),
    },
  }
}

async function fromPrometheus({prometheus, note}: HoursPorts, choice: PodChoice, asked: Span) {
  const server = await prometheus()
  if (!server) return undefined
  try {
    const span = stepsOf(asked)
    const series = await server.range(requestedGpus(choice), span)
    if (series.length === 0) return undefined
    const hours = Math.min(seenHours(series, span.stepSeconds), hoursOf(asked))
    const gap = isShort(hours, asked) ? {gap: `nothing is recorded for ${words(hoursOf(asked) - hours)} of it`} : {}
    return {held: heldIn(series, span.stepSeconds), coverage: {asked, hours, source: server.title, ...gap}}
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    note(`${error.message}: the start of the pods is used`)
    return undefined
  }
}

/** Steps round off less than an hour. */
const isShort = (hours: number, asked: Span): boolean => hours < hoursOf(asked) - 1

const words = (hours: number): string => formatDuration(hours * hourMs)
