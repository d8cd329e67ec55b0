import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ApiError} from '../api.ts'
import {failure} from './errors.ts'

/** What a fault does to requests from outside, while it lasts. */
export interface Hindrance {
  /** Whether the request is one of those it is about. */
  covers(request: IncomingMessage): boolean
  /** Called once for each request it covers; undefined lets the request pass. */
  refuse?(): ApiError | undefined
  /** Milliseconds that each request waits. */
  readonly delayMs?: number
  /** Each request waits until this is settled, or its client goes. */
  readonly hold?: Promise<unknown>
  /** Client certificates count as expired. */
  readonly expiredCertificates?: boolean
}

/** Where requests from outside can be made to wait or fail before anything looks at them, and watches can be cut. */
export interface Gate {
  add(hindrance: Hindrance): () => void
  /** Rejects with the refusal; undefined when nothing is in the way, so that a request without faults pays nothing. */
  enter(request: IncomingMessage): Promise<void> | undefined
  /** Takes note of a watch that begins. */
  watching(response: ServerResponse): void
  /** Breaks every open watch off in the middle; returns how many there were. */
  cutWatches(): number
}

/** A gate that nothing stands in. */
export function createGate(): Gate {
  const hindrances = new Set<Hindrance>()
  const watches = new Set<ServerResponse>()

  async function pass(request: IncomingMessage): Promise<void> {
    for (const hindrance of hindrances) {
      if (!hindrance.covers(request)) continue
      const {delayMs = 0} = hindrance
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      if (hindrance.hold) await heldUp(request, hindrance.hold)
      const refusal = hindrance.refuse?.()
      if (refusal) throw refusal
      if (hindrance.expiredCertificates && !request.headers.authorization) throw failure(401, 'Unauthorized')
    }
  }

  return {
    add(hindrance) {
      hindrances.add(hindrance)
      return () => hindrances.delete(hindrance)
    },
    enter: (request) => (hindrances.size === 0 ? undefined : pass(request)),
    watching(response) {
      watches.add(response)
      response.once('close', () => watches.delete(response))
    },
    cutWatches() {
      const open = [...watches]
      for (const response of open) response.destroy()
      return open.length
    },
  }
}

async function heldUp({socket}: IncomingMessage, hold: Promise<unknown>): Promise<void> {
  const {promise: gone, resolve} = Promise.withResolvers<void>()
  socket.once('close', resolve)
  await Promise.race([hold, gone])
  socket.off('close', resolve)
}
