import type {Service} from '@ome/inference-model/service'
import type {ServiceReport} from '../../observe/domain/service-report.ts'

/** How long a service whose pods are ready may wait for the controller to say so too. */
export interface Grace {
  readonly reports: number
  readonly ms: number
}

const usual: Grace = {reports: 5, ms: 3000}

/**
 * The reports until the service is `done`. Its Ready condition follows the pods by a moment: where there is one, it is
 * awaited too, within the grace, since a controller may never set it.
 */
export async function* untilSettled(
  reports: AsyncIterable<ServiceReport>,
  done: (service: Service) => boolean,
  grace: Grace = usual,
): AsyncGenerator<ServiceReport> {
  const iterator = reports[Symbol.asyncIterator]()
  const {promise: late, resolve} = Promise.withResolvers<undefined>()
  let timer: NodeJS.Timeout | undefined
  let left = grace.reports
  try {
    for (;;) {
      const result = await Promise.race([iterator.next(), late])
      if (result === undefined || result.done) return
      yield result.value
      const {service} = result.value
      if (!done(service)) continue
      if (service.status === 'Stopped' || isSaidReady(service) || left === 0) return
      left -= 1
      timer ??= setTimeout(() => resolve(undefined), grace.ms)
    }
  } finally {
    clearTimeout(timer)
    // Not awaited: a watch that waits for its next event would never come back from it.
    void iterator.return?.()
  }
}

const isSaidReady = ({conditions}: Service): boolean =>
  conditions.every(({type, status}) => type !== 'Ready' || status === 'True')
