import {notImplemented} from './errors.ts'
import type {Reply} from './reply.ts'
import type {ResourceRequest} from './request-info.ts'
import type {Exchange} from './serve.ts'

export async function serveStreams(_exchange: Exchange, {subresource}: ResourceRequest): Promise<Reply | undefined> {
  throw notImplemented(`pods/${subresource}`)
}
