import type {Service} from '@ome/inference-model/service'
import type {ServiceReport} from '../../observe/domain/service-report.ts'

/** How long a service whose pods are ready may wait for the controller to say so too. */
export interface Grace {
  readonly reports: number
  readonly ms: number
}

const usual: Grace = {reports: 5, ms: 3000}

/** What is taken for done when a change that should show does not: some change nothing that runs. */
export interface Patience {
  readonly ms: number
  enough(service: Service): boolean
}

/**
 * The reports until the service is `done`. Its Ready condition follows the pods by a moment: where there is one, it is
 * awaited too, within the grace, since a controller may never set it.
 */
export async function* untilSettled(
  reports: AsyncIterable<ServiceReport>,
  done: (service: Service) => boolean,
  grace: Grace = usual,
  patience?: Patience,
): AsyncGenerator<ServiceReport> {
  const iterator = reports[Symbol.asyncIterator]()
  const {promise: late, resolve} = Promise.withResolvers<undefined>()
  const {promise: over, resolve: lose} = Promise.withResolvers<'over'>()
  const patient = patience && setTimeout(() => lose('over'), patience.ms)
  let timer: NodeJS.Timeout | undefined
  let left = grace.reports
  let isOver = false
  let last: Service | undefined
  let next = iterator.next()
  try {
    for (;;) {
      const result = await Promise.race([next, late, ...(isOver ? [] : [over])])
      if (result === 'over') {
        isOver = true
        if (last && patience?.enough(last)) return
        continue
      }
      if (result === undefined || result.done) return
      yield result.value
      next = iterator.next()
      const {service} = result.value
      last = service
      if (!done(service) && !(isOver && patience?.enough(service))) continue
      if (service.status === 'Stopped' || isSaidReady(service) || left === 0) return
      left -= 1
      timer ??= setTimeout(() => resolve(undefined), grace.ms)
    }
  } finally {
    clearTimeout(timer)
    clearTimeout(patient)
    // Not awaited: a watch that waits for its next event would never come back from it.
    void iterator.return?.()
  }
}

const isSaidReady = ({conditions}: Service): boolean =>
  conditions.every(({type, status}) => type !== 'Ready' || status === 'True')
