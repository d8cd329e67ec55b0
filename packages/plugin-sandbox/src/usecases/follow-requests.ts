import type {RequestRecord, SandboxControl} from '../domain/control.ts'
import {isWanted, type RequestFilter} from '../domain/request-filter.ts'

/** The last `tail` requests that are wanted, oldest first, and the id of the newest of all. */
export async function lastRequests(
  control: SandboxControl,
  filter: RequestFilter,
  tail: number,
): Promise<{requests: readonly RequestRecord[]; last: number}> {
  const all = await control.requests(0)
  const wanted = all.filter(isWanted(filter))
  return {requests: tail > 0 ? wanted.slice(-tail) : [], last: all.at(-1)?.id ?? 0}
}

/** Requests as they come, until the pause rejects. */
export async function* newRequests(
  control: SandboxControl,
  filter: RequestFilter,
  from: number,
  pause: () => Promise<void>,
): AsyncGenerator<RequestRecord> {
  let last = from
  for (;;) {
    const news = await control.requests(last)
    last = news.at(-1)?.id ?? last
    for (const record of news) if (isWanted(filter)(record)) yield record
    await pause()
  }
}
