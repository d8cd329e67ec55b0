import type {Part, Unread} from './fact-source.ts'
import type {Check, ServiceFacts} from './facts.ts'
import type {Finding, RuleName, Verdict} from './finding.ts'
import {crash, probe} from './rules/crash.ts'
import {image} from './rules/image.ts'
import {model, storage} from './rules/model.ts'
import {node, scheduling} from './rules/placement.ts'
import {quota} from './rules/quota.ts'
import {runtime} from './rules/runtime.ts'
import {controlPlane, spec, undone, unheard, webhook} from './rules/stack.ts'
import {autoscaler, rollout, traffic} from './rules/traffic.ts'

/** Causes before what follows from them: the first that fails is what a person should look at. */
const rules: readonly (readonly [rule: RuleName, check: Check, needs?: Part])[] = [
  ['control-plane', controlPlane, 'stack'],
  ['webhook', webhook, 'stack'],
  ['spec', spec],
  ['model', model],
  ['storage', storage, 'claims'],
  ['runtime', runtime, 'runtimes'],
  ['quota', quota, 'quotas'],
  ['node', node, 'machines'],
  ['scheduling', scheduling],
  ['image', image],
  ['crash', crash],
  ['probe', probe],
  ['autoscaler', autoscaler, 'scalers'],
  ['rollout', rollout],
  ['traffic', traffic],
]

/** What every rule says that has something to look at, or may not look at it, in the order of causes. */
export function diagnose(facts: ServiceFacts, unread: readonly Unread[] = []): readonly Finding[] {
  const findings = rules.flatMap(([rule, check, needs]): readonly Finding[] => {
    const verdict = quietWhereStopped(facts, rule, check(facts) ?? unjudged(unread, needs))
    return verdict ? [{rule, ...verdict}] : []
  })
  if (findings.some(({result}) => result === 'fail')) return findings
  const silence = unheard(facts)
  if (silence) return [{rule: 'control-plane', ...silence}, ...findings]
  const refused = facts.service.status === 'Stopped' ? undefined : undone(facts)
  return refused ? findings.map((each) => (each.rule === 'spec' ? {rule: 'spec', ...refused} : each)) : findings
}

function unjudged(unread: readonly Unread[], needs: Part | undefined): Verdict | undefined {
  const rights = unread.filter(({part}) => part === needs).map(({right}) => right)
  return rights.length === 0
    ? undefined
    : {result: 'unknown', says: `cannot be judged: you may not ${rights.join(', ')}`}
}

/** What does not run on purpose lacks nothing. */
function quietWhereStopped({service}: ServiceFacts, rule: RuleName, verdict: Verdict | undefined): Verdict | undefined {
  return service.status === 'Stopped' && rule !== 'spec' && rule !== 'model' && rule !== 'rollout' ? undefined : verdict
}

/** What keeps a service from being as it shall: the first failure, else for a service that is not ready the first warning. */
export function causeOf(findings: readonly Finding[], isReady: boolean): Finding | undefined {
  const failure = findings.find(({result}) => result === 'fail')
  return failure ?? (isReady ? undefined : findings.find(({result, follows}) => result === 'warn' && !follows))
}

/** Something keeps the service from being as it shall, whether or not a rule knows it. */
export const isBlocked = (findings: readonly Finding[], status: string): boolean =>
  status === 'Failed' || findings.some(({result}) => result === 'fail')
