import type {IncomingMessage} from 'node:http'
import {FaultError, type FaultOrder} from '../faults/fault.ts'
import type {FaultBoard} from '../faults/fault-board.ts'
import {readBody} from '../server/codec/body.ts'
import {badRequest, failure} from '../server/errors.ts'
import type {ControlApi, RequestRecord} from '../server/exchange.ts'
import {jsonReply, type Reply} from '../server/reply.ts'
import type {Snapshot} from '../snapshot.ts'

/** What the emulation's own interface shows and does. */
export interface Controlled {
  readonly faults: FaultBoard
  /** The last requests, oldest first. */
  requests(): readonly RequestRecord[]
  snapshot(): Snapshot
}

const reply = (value: unknown, code = 200): Reply => jsonReply(code, `${JSON.stringify(value)}\n`)

type Route = (controlled: Controlled, request: IncomingMessage, rest: string, query: URLSearchParams) => Promise<Reply>

/** By method and first word of the path behind `/sandbox/v1/`. */
const routes: Readonly<Record<string, Route>> = {
  'GET requests': async ({requests}, _, __, query) => {
    const after = Number(query.get('after') ?? 0)
    return reply({requests: requests().filter(({id}) => id > after)})
  },
  'GET snapshot': async ({snapshot}) => reply(snapshot()),
  'GET faults': async ({faults}) => reply({faults: faults.active()}),
  'GET fault-kinds': async ({faults}) =>
    reply({kinds: faults.kinds.map(({name, summary, target, amount}) => ({name, summary, target, amount}))}),
  'POST faults': async ({faults}, request) => reply(inject(faults, await orderOf(request)), 201),
  'DELETE faults': async ({faults}, _, id) => {
    if (!faults.heal(id)) throw failure(404, `there is no fault "${id}"`)
    return reply({healed: id})
  },
}

/** Serves `/sandbox/v1/…`: the request log, a snapshot of everything stored, and faults. */
export const controlApi =
  (controlled: Controlled): ControlApi =>
  async (info, request) => {
    const [, root, version, word = '', rest = '', ...more] = info.path.split('/')
    const route = root === 'sandbox' && version === 'v1' && more.length === 0 && routes[`${info.method} ${word}`]
    return route ? await route(controlled, request, rest, info.query) : undefined
  }

function inject(faults: FaultBoard, order: FaultOrder): unknown {
  try {
    return faults.inject(order)
  } catch (error) {
    if (error instanceof FaultError) throw error.isMissing ? failure(404, error.message) : badRequest(error.message)
    throw error
  }
}

const numbers = ['durationMs', 'rate', 'amount', 'seed'] as const
const words = ['target', 'userAgent'] as const

async function orderOf(request: IncomingMessage): Promise<FaultOrder> {
  const given = parse((await readBody(request)).toString())
  const {kind} = given
  if (typeof kind !== 'string') throw badRequest('a fault needs its kind')
  for (const name of numbers)
    if (given[name] !== undefined && typeof given[name] !== 'number') throw badRequest(`${name} is a number`)
  for (const name of words)
    if (given[name] !== undefined && typeof given[name] !== 'string') throw badRequest(`${name} is a text`)
  return {...given, kind}
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return {...value}
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw badRequest('the body is no JSON object')
}
