/** One request to the service of an engine, however it is reached. Bodies are JSON. */
export interface Transport {
  request(method: string, path: string, body?: unknown): Promise<RawAnswer>
}

export interface RawAnswer {
  readonly status: number
  readonly body: AsyncIterable<Uint8Array>
}

const minute = 60_000

/** Milliseconds without a byte, by the method of the request. */
export type Patience = (method: string) => number

/**
 * A service embeds whole batches on a CPU, and a model thinks; meanwhile what is only looked
 * up waits behind them.
 */
export const patienceFor = (method: string): number => (method === 'GET' ? 2 : 10) * minute

/** Of whoever wants to know how a service is: one that lets them wait for longer is not well. */
export const glance = (): number => minute / 6
