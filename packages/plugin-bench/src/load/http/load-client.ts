import type {LoadClient} from '../domain/load-plan.ts'
import type {Prompt} from '../domain/prompts.ts'
import {bodyOf, pathOf, type RequestOptions} from '../domain/request.ts'
import type {Address} from '../domain/target.ts'
import {AnswerReading} from './answer-reading.ts'
import {LoopTurn} from './loop-turn.ts'
import {ReadyConnections} from './ready-connections.ts'

export interface LoadTarget extends Address {
  readonly headers: Readonly<Record<string, string>>
  readonly ca?: string | undefined
}

/**
 * A client that adds as little as it can to what it measures: one connection per request under way, no retries, no
 * pipelining, and the time is taken before anything is parsed.
 */
export async function loadClient(target: LoadTarget, request: RequestOptions): Promise<LoadClient> {
  const {Agent, buildConnector} = await import('undici')
  const connector = buildConnector({
    timeout: 10_000,
    // HTTP/2 would put them all on one.
    allowH2: false,
    ...(target.ca !== undefined && {ca: target.ca}),
  })
  const connections = new ReadyConnections(connector, target)
  const agent = new Agent({
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 60_000,
    connect: connections.connect,
  })
  const turn = new LoopTurn()
  const path = `${target.basePath}${pathOf(request.api)}${target.query}`
  const headers = {
    'content-type': 'application/json',
    accept: request.api === 'embeddings' ? 'application/json' : 'text/event-stream',
    'accept-encoding': 'identity',
    ...target.headers,
  }
  return {
    send: (prompt: Prompt, options) =>
      new Promise((resolve) => {
        const reading = new AnswerReading(request.api !== 'embeddings', turn, options, resolve)
        if (options.signal.aborted) {
          resolve('unfinished')
          return
        }
        const body = bodyOf(prompt, request)
        reading.begin()
        agent.dispatch({origin: target.origin, path, method: 'POST', headers, body}, reading)
      }),
    open: (count, signal) => connections.open(count, signal),
    close: async () => {
      connections.close()
      await agent.destroy()
    },
  }
}
