import type {KaitoSubject} from '@ome/kaito/kaito-report'
import {isOmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import {requestedGpus, seenHours, stepsOf} from '../../domain/gpu-hours.ts'
import {sum} from '../../domain/money.ts'
import {hourMs, hoursOf, type monthOf, type Span} from '../../domain/span.ts'
import {heldBySeries} from '../../history/domain/history.ts'
import {kaitoPods, ratedCost} from '../../history/usecases/rate-subjects.ts'
import type {KaitoCost} from '../../kaito/domain/kaito-cost.ts'
import {costsOf} from '../../kaito/usecases/kaito-cost.ts'
import {openOf, unwatchedHours} from '../../usecases/ask-hours.ts'
import type {Budget, Spent} from '../domain/budget.ts'
import type {KaitoSpending} from '../domain/ports.ts'

type Known = Omit<Spent, 'forecastUsd'>
type Month = ReturnType<typeof monthOf>

/** What objects of KAITO cost in the month so far, in the order of their budgets; undefined for those that are not there. */
export async function kaitoSpent(
  ports: KaitoSpending,
  {namespace, budgets, month}: {readonly namespace: string; readonly budgets: readonly Budget[]; readonly month: Month},
): Promise<readonly (Spent | undefined)[]> {
  if (budgets.length === 0) return []
  const {subjects} = await ports.kaito.store.list({namespace})
  const meant = budgets.map(({noun, name}) => subjects.find((each) => each.noun === noun && each.name === name))
  const found = meant.filter((each) => each !== undefined)
  const leftHours = hoursOf({fromMs: month.soFar.toMs, toMs: month.whole.toMs})
  const costs = await costsOf(ports.kaito, found, undefined)
  return await Promise.all(
    meant.map(async (subject) => {
      const cost = subject && costs[found.indexOf(subject)]
      if (!subject || !cost) return undefined
      const known = (await recorded(ports, subject, cost, month.soFar)) ?? byAge(subject, cost, month.soFar)
      return {...known, forecastUsd: known.usd + leftHours * (cost.usdPerHour ?? 0)}
    }),
  )
}

/** What a Prometheus saw of its pods; undefined where there is none, or it saw nothing. */
async function recorded(
  {prometheus, note}: KaitoSpending,
  subject: KaitoSubject,
  cost: KaitoCost,
  span: Span,
): Promise<Known | undefined> {
  const server = await prometheus()
  if (!server) return undefined
  try {
    const steps = stepsOf(span)
    const series = await server.range(requestedGpus({namespace: cost.namespace, pods: kaitoPods(cost)}), steps)
    const held = heldBySeries(series, steps.stepSeconds, [ratedCost(cost)])
    if (held.length === 0) return undefined
    const existed = existedIn(subject, span)
    const isShort = openOf(seenHours(series, steps.stepSeconds), existed) > 0
    const openHours = isShort ? await unwatchedHours(server, steps, existed) : 0
    return {
      usd: sum(held.flatMap(({usd}) => usd ?? [])),
      isPartial: cost.usdPerHour === undefined,
      ...(openHours > 0 && {
        openUsd: mayHaveScaled(subject) ? Number.POSITIVE_INFINITY : openHours * (cost.usdPerHour ?? 0),
        gap: `nothing is recorded for ${formatDuration(Math.round(openHours) * hourMs)} of it`,
      }),
    }
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    note(`${error.message}: the age of objects is used`)
    return undefined
  }
}

/** Nobody keeps how many nodes it had; those of others cannot be changed. */
const mayHaveScaled = (subject: KaitoSubject): boolean =>
  subject.noun === 'inferenceset' && (subject.isAutoscaled || !subject.isAsMade)

function existedIn({createdAt}: KaitoSubject, span: Span): Span {
  const madeMs = createdAt === undefined ? span.fromMs : Date.parse(createdAt)
  return {...span, fromMs: Math.max(span.fromMs, madeMs)}
}

/** Its nodes of now, since it was made. */
function byAge(subject: KaitoSubject, cost: KaitoCost, span: Span): Known {
  const nodes = `${cost.nodes} ${cost.nodes === 1 ? 'node' : 'nodes'}`
  return {
    usd: (cost.usdPerHour ?? 0) * hoursOf(existedIn(subject, span)),
    isPartial: cost.usdPerHour === undefined,
    ...(cost.nodes > 0 && {note: `as if it had had its ${nodes} of now since it was made`}),
    ...(mayHaveScaled(subject) && {
      openUsd: Number.POSITIVE_INFINITY,
      gap: `its replicas were changed, and it had its ${nodes} of now not always`,
    }),
  }
}
