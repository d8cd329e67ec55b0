import type {Prometheus, RangeSpan} from '@ome/engine-metrics/prometheus-api'
import {isOmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import {
  anyPods,
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
  const existed = {...asked, fromMs: Math.max(asked.fromMs, choice.bornAtMs ?? 0)}
  const told = await fromPrometheus(ports, choice, {asked, existed})
  const hours = coveredBy(running, asked)
  const isYoung = existed.fromMs > asked.fromMs
  // A server that was set up lately knows less than the pods themselves.
  if (told && !isShort(told.coverage.hours, {fromMs: 0, toMs: hours * hourMs})) return told
  const openHours = openOf(hours, existed)
  return {
    held: heldByRunning(running, asked),
    coverage: {
      asked,
      hours,
      openHours,
      isOfNow: true,
      source: 'the start of its pods',
      ...(openHours > 0 && {gap: 'pods before those that run now are not known'}),
      ...(isYoung && {note: `it was made ${words(hoursOf(existed))} ago`}),
    },
  }
}

async function fromPrometheus(
  {prometheus, note}: HoursPorts,
  choice: PodChoice,
  {asked, existed}: {readonly asked: Span; readonly existed: Span},
) {
  const server = await prometheus()
  if (!server) return undefined
  try {
    const span = stepsOf(asked)
    const series = await server.range(requestedGpus(choice), span)
    if (series.length === 0) return undefined
    const hours = Math.min(seenHours(series, span.stepSeconds), hoursOf(asked))
    const openHours = openOf(hours, existed) === 0 ? 0 : await unwatchedHours(server, span, existed)
    const gap = openHours === 0 ? {} : {gap: `nothing is recorded for ${words(openHours)} of it`}
    return {
      held: heldIn(series, span.stepSeconds),
      coverage: {asked, hours, openHours, source: server.title, ...gap},
    }
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    note(`${error.message}: the start of the pods is used`)
    return undefined
  }
}

/** Hours of which a server recorded nothing at all: in the others what it did not see was not there. */
export async function unwatchedHours(server: Prometheus, span: RangeSpan, existed: Span): Promise<number> {
  const series = await server.range(anyPods, span)
  const points = series.map((each) => ({...each, points: each.points.filter(({atMs}) => atMs >= existed.fromMs)}))
  return openOf(seenHours(points, span.stepSeconds), existed)
}

/** Steps round off less than an hour. */
export function openOf(hours: number, existed: Span): number {
  const open = hoursOf(existed) - hours
  return open > 1 ? open : 0
}

const isShort = (hours: number, asked: Span): boolean => openOf(hours, asked) > 0

const words = (hours: number): string => formatDuration(Math.round(hours) * hourMs)
