import type {IncomingMessage} from 'node:http'
import type {ApiError} from '../api.ts'
import {pods} from '../controllers/resources.ts'
import {faultAnnotations} from '../kubelet/faults.ts'
import {type HttpFault, httpFaultText} from '../kubelet/http-faults.ts'
import {seededRandom} from '../random.ts'
import {failure} from '../server/errors.ts'
import type {FaultOrder} from './fault.ts'
import type {Begun, FaultKind, FaultWorld} from './fault-kind.ts'
import {annotate, inTurn, podsOf} from './targets.ts'

const defaultLatencyMs = 500
const cutEveryMs = 5000

/** 429 as API priority and fairness words it. */
const tooMany = (): ApiError =>
  failure(
    429,
    'the server has received too many requests and has asked us to try again later',
    {retryAfterSeconds: 1},
    'TooManyRequests',
  )
const internal = (): ApiError => failure(500, 'Internal error occurred: injected by the sandbox')
const unavailable = (): ApiError =>
  failure(503, 'the server is currently unable to handle the request', {retryAfterSeconds: 1})

/** Whether a request is hit: by its user agent, and for a share below one by a draw of the fault's own. */
function hits({userAgent, rate = 1, seed = 1}: FaultOrder): (request: IncomingMessage) => boolean {
  const random = seededRandom(seed)
  return ({headers}) =>
    (userAgent === undefined || (headers['user-agent'] ?? '').startsWith(userAgent)) &&
    (rate >= 1 || random.next() < rate)
}

/** The same fault on the ports of pods. */
function onPods(
  world: FaultWorld,
  target: string,
  order: FaultOrder,
  effect: Pick<HttpFault, 'code' | 'delayMs'>,
): Begun {
  const {rate = 1, seed = 1} = order
  const text = httpFaultText({...effect, rate, seed})
  const besetPods = podsOf(world.api, target)
  const ends = besetPods.map((pod) => annotate(world.api, pods, pod, faultAnnotations.http, text))
  const what = effect.code === undefined ? `${effect.delayMs} ms later` : `with ${effect.code}`
  const who = besetPods.length === 1 ? 'its pod answers' : `its ${besetPods.length} pods answer`
  return {effect: `${target}: ${who} ${share(order.rate)} ${what}`, end: inTurn(ends)}
}

const share = (rate = 1): string => (rate >= 1 ? 'every request' : `${Math.round(rate * 100)} % of the requests`)

const requestsOf = ({rate, userAgent}: FaultOrder): string =>
  userAgent === undefined ? share(rate) : `${share(rate)} of ${userAgent}`

const refusing = (name: string, summary: string, refuse: () => ApiError): FaultKind => ({
  name,
  summary,
  target: 'optional',
  begin(world, order): Begun {
    if (order.target !== undefined) return onPods(world, order.target, order, {code: Number(name)})
    return {
      effect: `the API server answers ${requestsOf(order)} with ${name}`,
      end: world.gate.add({covers: hits(order), refuse}),
    }
  },
})

const latency: FaultKind = {
  name: 'latency',
  summary: 'the API server, or the pods of a target, answer late',
  target: 'optional',
  amount: `milliseconds, default ${defaultLatencyMs}`,
  begin(world, order) {
    const delayMs = order.amount ?? defaultLatencyMs
    if (order.target !== undefined) return onPods(world, order.target, order, {delayMs})
    return {
      effect: `the API server answers ${requestsOf(order)} ${delayMs} ms later`,
      end: world.gate.add({covers: hits(order), delayMs}),
    }
  },
}

const hang: FaultKind = {
  name: 'hang',
  summary: 'the API server answers nothing; with a target: its pods answer nothing, and their probes fail',
  target: 'optional',
  begin({api, gate}, order) {
    const {target} = order
    if (target !== undefined) {
      const ends = podsOf(api, target).map((pod) => annotate(api, pods, pod, faultAnnotations.fault, 'hang'))
      return {effect: `${target} no longer answers`, end: inTurn(ends)}
    }
    const {promise: hold, resolve: release} = Promise.withResolvers<void>()
    const remove = gate.add({covers: hits(order), hold})
    return {effect: `the API server does not answer ${requestsOf(order)}`, end: inTurn([remove, release])}
  },
}

const expiredCertificate: FaultKind = {
  name: 'expired-cert',
  summary: 'client certificates count as expired: 401',
  target: 'none',
  begin: ({gate}, order) => ({
    effect: 'client certificates are refused as expired',
    end: gate.add({covers: hits(order), expiredCertificates: true}),
  }),
}

const cutWatches: FaultKind = {
  name: 'cut-watches',
  summary: 'open watches break off, with a duration again and again',
  target: 'none',
  begin(world, {durationMs}) {
    const cut = world.gate.cutWatches()
    const effect = `${cut} open ${cut === 1 ? 'watch was' : 'watches were'} broken off`
    if (durationMs === undefined) return {effect}
    return {effect: `${effect}, and every ${cutEveryMs / 1000} s again`, end: repeat(world)}
  },
}

function repeat(world: FaultWorld): () => void {
  let cancel = (): void => undefined
  const again = (): void => {
    world.gate.cutWatches()
    cancel = world.clock.at(world.clock.now() + cutEveryMs, again)
  }
  cancel = world.clock.at(world.clock.now() + cutEveryMs, again)
  return () => cancel()
}

/** What can go wrong between a client and the API server. */
export const apiFaults: readonly FaultKind[] = [
  refusing('429', 'the API server, or the pods of a target, are overloaded', tooMany),
  refusing('500', 'the API server, or the pods of a target, fail inside', internal),
  refusing('503', 'the API server, or the pods of a target, are unavailable', unavailable),
  latency,
  hang,
  expiredCertificate,
  cutWatches,
]
