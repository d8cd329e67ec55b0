import {badRequest} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import type {Encoding} from './encode.ts'
import {negotiate} from './negotiate.ts'

/** How a request wants its answer: media type and form from `Accept`, indented for browsers and on `pretty`. Throws 400 and 406. */
export function encodingOf({info, request, front}: Exchange): Encoding {
  const {query} = info
  return {
    accepted: negotiate(request.headers.accept),
    pretty: isPretty(query, request.headers['user-agent']),
    nowMs: front.clock.now(),
    includeObject: includeObject(query),
  }
}

/** Whether JSON is indented for who reads it: on `pretty`, and for browsers and their like. */
export const isPretty = (query: URLSearchParams | undefined, agent = ''): boolean => {
  const asked = query?.get('pretty') ?? null
  if (asked !== null) return asked !== 'false' && asked !== '0'
  return agent.startsWith('curl') || agent.startsWith('Wget') || agent.startsWith('Mozilla/5.0')
}

function includeObject(query: URLSearchParams): 'Metadata' | 'Object' | 'None' {
  const value = query.get('includeObject') || 'Metadata'
  if (value === 'Metadata' || value === 'Object' || value === 'None') return value
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(value)}: must be 'Metadata', 'Object', 'None', or empty`,
  )
}
