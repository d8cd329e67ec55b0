import {type Check, isIncomplete, pending, unready} from '../facts.ts'
import type {Fix} from '../finding.ts'

const exceeded = /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: (.+)$/

/** What keeps pods from being made at all: quotas, limits, policies. */
export const quota: Check = (facts) => {
  const {service, quotas} = facts
  const {namespace} = service
  const refused = pending(
    facts,
    ({reason, message}) => reason === 'FailedCreate' && !message.includes('failed calling webhook'),
  )
  if (refused && isIncomplete(service)) {
    const [, name, requested, used, limited] = exceeded.exec(refused.message) ?? []
    const evidence = [{object: refused.object, field: `event ${refused.reason}`, text: refused.message}]
    if (name === undefined)
      return {
        result: 'fail',
        says: 'the namespace refuses its pods',
        evidence,
        fix: {why: 'see its limits', command: `kubectl describe limitrange,resourcequota -n ${namespace}`},
      }
    return {
      result: 'fail',
      says: `quota "${name}" of the namespace is used up: ${wanting(requested, used, limited)}`,
      evidence,
      fix: look(name, namespace),
    }
  }
  const gated = unready(service).find(({problem}) => problem?.reason === 'SchedulingGated')
  if (gated)
    return {
      result: 'fail',
      says: 'its pods wait to be admitted by a queue',
      evidence: [
        {object: `pod/${gated.name}`, field: 'spec.schedulingGates', text: gated.problem?.message ?? 'not empty'},
      ],
      fix: {why: 'see the queue', command: `kubectl get workloads.kueue.x-k8s.io -n ${namespace}`},
    }
  if (quotas === undefined) return undefined
  const full = quotas.find((each) => each.full.length > 0)
  if (full)
    return {
      result: 'warn',
      says: `quota "${full.name}" is used up: another replica would be refused`,
      evidence: [{object: `resourcequota/${full.name}`, field: 'status.used', text: full.full.join(', ')}],
      fix: look(full.name, namespace),
    }
  return {result: 'ok', says: quotas.length === 0 ? 'the namespace has none' : 'none is used up'}
}

/** One resource reads as a sentence; several as the server lists them. */
function wanting(requested = '', used = '', limited = ''): string {
  const [resource, amount] = requested.split('=', 2)
  const bare = (text: string): string => text.slice(text.indexOf('=') + 1)
  return requested.includes(',')
    ? `${requested} wanted, ${used} of ${limited} used`
    : `${amount} ${resource} wanted, ${bare(used)} of ${bare(limited)} used`
}

const look = (name: string, namespace: string): Fix => ({
  why: 'see what uses it',
  command: `kubectl describe resourcequota ${name} -n ${namespace}`,
})
