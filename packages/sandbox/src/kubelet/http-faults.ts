import type {ServerResponse} from 'node:http'
import type {ApiObject} from '../api.ts'
import {type Random, seededRandom} from '../random.ts'
import {faultAnnotations, isHanging} from './faults.ts'

/** What the ports of a pod do to requests instead of answering them. */
export interface HttpFault {
  /** Answer with this code. */
  readonly code?: number
  /** Answer so many real milliseconds later. */
  readonly delayMs?: number
  /** Share of the requests, 0 to 1. */
  readonly rate: number
  readonly seed: number
}

/** The text of the annotation that {@link readHttpFault} reads. */
export const httpFaultText = ({code = 0, delayMs = 0, rate, seed}: HttpFault): string =>
  `code=${code} delay=${delayMs} rate=${rate} seed=${seed}`

/** The fault that a pod is annotated with; undefined without one. */
export function readHttpFault(pod: ApiObject): HttpFault | undefined {
  const match = /^code=(\d+) delay=([\d.]+) rate=([\d.]+) seed=(\d+)$/.exec(
    pod.metadata.annotations?.[faultAnnotations.http] ?? '',
  )
  if (!match) return undefined
  const [code = 0, delayMs = 0, rate = 1, seed = 1] = match.slice(1).map(Number)
  return {rate, seed, ...(code > 0 ? {code} : {}), ...(delayMs > 0 ? {delayMs} : {})}
}

/** Stands before the ports of all pods. */
export interface HttpFaults {
  /** `answer` does what the pod would do; false: nothing listens. */
  meet(pod: ApiObject, response: ServerResponse, answer: () => boolean): boolean
  /** Takes a pod as it is now: what it let hang is answered once it no longer does, or dropped when it is gone. */
  changed(pod: ApiObject, isGone: boolean): void
}

/** Applies the faults that pods are annotated with; the draws of a pod go on as long as its fault is the same. */
export function httpFaults(): HttpFaults {
  const draws = new Map<string, Random>()
  const hanging = new Map<string, (() => void)[]>()

  const isHit = (pod: ApiObject, {rate, seed}: HttpFault): boolean => {
    if (rate >= 1) return true
    const key = `${pod.metadata.uid} ${seed}`
    const random = draws.get(key) ?? seededRandom(seed).fork(pod.metadata.name)
    draws.set(key, random)
    return random.next() < rate
  }

  return {
    meet(pod, response, answer) {
      const late = (): void => {
        if (!response.destroyed && !answer()) response.destroy()
      }
      if (isHanging(pod)) {
        const {uid = ''} = pod.metadata
        hanging.set(uid, [...(hanging.get(uid) ?? []), late])
        return true
      }
      const fault = readHttpFault(pod)
      if (!fault || !isHit(pod, fault)) return answer()
      if (fault.code !== undefined) refuse(response, fault.code)
      else setTimeout(late, fault.delayMs).unref()
      return true
    },
    changed(pod, isGone) {
      const {uid = ''} = pod.metadata
      const waiting = hanging.get(uid)
      if (!waiting || (isHanging(pod) && !isGone)) return
      hanging.delete(uid)
      for (const answerLate of waiting) answerLate()
    },
  }
}

const texts: Readonly<Record<number, string>> = {429: 'Too many requests', 503: 'Service unavailable'}

/** As inference servers word their own failures. */
function refuse(response: ServerResponse, code: number): void {
  const error = {message: texts[code] ?? 'Internal server error', type: 'injected_by_the_sandbox', code}
  response.writeHead(code, {'content-type': 'application/json', ...(code === 429 ? {'retry-after': '1'} : {})})
  response.end(JSON.stringify({error}))
}
