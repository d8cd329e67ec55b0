/** One request to the service of an engine, however it is reached. Bodies are JSON. */
export interface Transport {
  request(method: string, path: string, body?: unknown): Promise<RawAnswer>
}

export interface RawAnswer {
  readonly status: number
  readonly body: AsyncIterable<Uint8Array>
}

/** A service embeds whole batches on a CPU, and a model thinks, without a byte in between. */
export const patienceMs = 10 * 60_000
