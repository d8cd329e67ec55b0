import type {ServicePod} from '@ome/inference-model/service-pod'
import {humanDuration} from '@ome/sdk/units'
import {type Check, count, named, newest, type ServiceFacts, unready, type Warning} from '../facts.ts'
import type {Evidence, Fix, Verdict} from '../finding.ts'
import {lastError} from '../log-record.ts'
import {tooLittleMemory} from './container-memory.ts'
import {describeRuntime, signatures} from './crash-signatures.ts'
import {image} from './image.ts'

/** Why a container ends again and again. */
export const crash: Check = (facts) => {
  const {service} = facts
  const crashing = unready(service).filter(({problem}) => problem?.state === 'failing' && !isImage(facts))
  const [first] = crashing.sort(
    (a, b) => Number(b.name === facts.lastLines?.pod) - Number(a.name === facts.lastLines?.pod),
  )
  if (!first?.problem) return {result: 'ok', says: restarts(service.pods)}
  const {problem} = first
  if (/Config|CreateContainer|RunContainer/.test(problem.reason)) return unmade(facts, first)
  if (killedByProbe(facts, first)) return undefined
  if (problem.outOfMemory) return tooLittleMemory(facts, first, crashing.length, readLog(facts, first))
  return {...told(facts, first), result: 'fail'}
}

const isImage = (facts: ServiceFacts): boolean => image(facts)?.result === 'fail'

const restarts = (pods: readonly ServicePod[]): string => {
  const all = pods.reduce((sum, each) => sum + each.restarts, 0)
  return all === 0 ? 'no container has ended' : `${count(all, 'restart')}, none goes on`
}

function unmade({service}: ServiceFacts, {name, problem}: ServicePod): Verdict {
  return {
    result: 'fail',
    says: 'its container cannot be made',
    evidence: [{object: `pod/${name}`, field: problem?.reason ?? '', text: problem?.message ?? problem?.reason ?? ''}],
    fix: {why: 'read its events', command: `ome events ${named(service)}`},
  }
}

function told(facts: ServiceFacts, pod: ServicePod): Omit<Verdict, 'result'> {
  const {service, lastLines} = facts
  const lines = lastLines?.pod === pod.name ? lastLines.lines : []
  const said = [...lines.toReversed(), pod.problem?.message ?? '']
  for (const {pattern, says, fix} of signatures) {
    const line = said.find((each) => pattern.test(each))
    if (line === undefined) continue
    const caught =
      pattern
        .exec(line)
        ?.slice(1)
        .find((group) => group !== undefined) ?? ''
    return {
      says: says.replace('$1', caught),
      evidence: proof(pod, lines.length > 0, line),
      fix: fix(service, pod.node, caught),
    }
  }
  const error = lastError(lines)
  const how = pod.problem?.message ?? pod.problem?.reason ?? ''
  return {
    says: `the engine ends again and again (${how})`,
    evidence: error === undefined ? proof(pod, false, how) : proof(pod, true, error),
    fix: readLog(facts, pod),
  }
}

const proof = ({name}: ServicePod, isLog: boolean, text: string): readonly Evidence[] => [
  {object: `pod/${name}`, field: isLog ? 'log' : 'lastState', text: text.trim()},
]

function readLog({service}: ServiceFacts, {name, restarts: again, problem}: ServicePod): Fix {
  if (problem?.container !== undefined && !['ome-container', 'router'].includes(problem.container))
    return {
      why: 'read how it ended',
      command: `kubectl logs ${name} -n ${service.namespace} -c ${problem.container}${again > 0 ? ' --previous' : ''}`,
    }
  return {
    why: 'read how it ended',
    command: `ome logs ${named(service)} --replica ${name}${again > 0 ? ' --previous' : ''} --tail 30`,
  }
}

/** A kill leaves no words in the log; the event of the probe that asked for it tells. */
function killedByProbe(facts: ServiceFacts, {name, problem}: ServicePod): Warning | undefined {
  if (problem?.outOfMemory || !/exit code (?:0|137|143)\b/.test(problem?.message ?? '')) return undefined
  const lines = facts.lastLines?.pod === name ? facts.lastLines.lines : []
  if (lines.some((line) => signatures.some(({pattern}) => pattern.test(line)))) return undefined
  return newest(
    facts,
    ({object, reason, message}) =>
      object === `pod/${name}` && reason === 'Unhealthy' && /^(?:Startup|Liveness) probe/i.test(message),
  )
}

/** Engines that run and do not answer. */
export const probe: Check = (facts) => {
  const {service, now} = facts
  // What a dead node last told of its pods says nothing of them.
  const pods = unready(service).filter(
    ({node}) => facts.nodes?.some(({name, ready}) => name === node && !ready) !== true,
  )
  const killed = pods.find((pod) => pod.problem?.state === 'failing' && killedByProbe(facts, pod))
  if (killed) return neverReady(facts, killed, killedByProbe(facts, killed))
  const silent = pods.filter(({problem, phase}) => problem?.state === 'starting' && phase === 'Running')
  const [first] = silent
  if (!first) return service.pods.length === 0 ? undefined : {result: 'ok', says: 'what runs answers'}
  const warning = newest(facts, ({object, reason}) => object === `pod/${first.name}` && reason === 'Unhealthy')
  const upMs = first.startedAt === undefined ? 0 : now.getTime() - Date.parse(first.startedAt)
  const budgetMs = (first.startupSeconds ?? usualStartupSeconds) * 1000
  const wasKilled =
    warning && (/Liveness/i.test(warning.message) || (first.restarts > 0 && /Startup/i.test(warning.message)))
  if (upMs > budgetMs || wasKilled) return neverReady(facts, first, warning)
  return {
    result: 'warn',
    says: `the engine still loads: ${humanDuration(upMs)} of at most ${humanDuration(budgetMs)}`,
    evidence: [{object: `pod/${first.name}`, field: 'Ready', text: warning?.message ?? 'False'}],
    fix: {why: 'see how far it is', command: `ome logs ${named(service)} --replica ${first.name} --follow`},
  }
}

const usualStartupSeconds = 960

function neverReady(facts: ServiceFacts, pod: ServicePod, warning: Warning | undefined): Verdict {
  const {service} = facts
  const refused = warning && /connection refused/i.test(warning.message)
  const again = pod.restarts > 0
  return {
    result: 'fail',
    says: refused
      ? 'the engine runs, but nothing listens at the port that its probe asks'
      : again
        ? 'the engine does not answer its probe in time, and is restarted'
        : 'the engine runs, but does not answer its probe',
    evidence: [
      {
        object: `pod/${pod.name}`,
        field: warning ? `event ${warning.reason}` : 'Ready',
        text:
          warning?.message ??
          `False for ${pod.startedAt === undefined ? 'long' : humanDuration(facts.now.getTime() - Date.parse(pod.startedAt))}`,
      },
    ],
    fix: refused
      ? describeRuntime(service)
      : again
        ? {
            why: 'see what it was doing',
            command: `ome logs ${named(service)} --replica ${pod.name} --previous --tail 30`,
          }
        : {why: 'start it anew', command: `ome restart ${named(service)}`},
  }
}
