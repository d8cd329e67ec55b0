import {type KaitoReport, nodeCounts} from '@ome/kaito/kaito-report'
import {quoteSource} from '@ome/pricing/quote'
import {endpointOf} from '../domain/endpoint.ts'
import type {KaitoStatus} from '../domain/kaito-status.ts'

/** The documented shape of a status. */
export const kaitoFace = ({report, asked, cost}: KaitoStatus) => ({
  ...subjectFace(report.subject),
  cause: report.trouble
    ? {
        level: report.trouble.level,
        object: report.trouble.object,
        reason: report.trouble.reason ?? null,
        says: report.trouble.says,
        next: report.trouble.next,
        commands: report.trouble.commands ?? [],
      }
    : null,
  endpoint: endpointOf(report.subject) ?? null,
  external: asked.external ?? null,
  served: asked.served ?? null,
  silence: asked.silence ?? null,
  downloads: asked.downloads,
  benchmark: benchmarkFace(report.subject, asked),
  cost: cost ? {usdPerHour: cost.usdPerHour, nodes: cost.nodes, priceSource: quoteSource(cost.quote)} : null,
  nodeClaims: report.claims ?? null,
  pods: report.pods.map(({name, owner, node, phase, ready, restarts, gpus, problem}) => ({
    name,
    owner,
    node: node ?? null,
    phase,
    ready,
    restarts,
    gpus,
    problem: problem ?? null,
  })),
  conditions: report.subject.conditions,
  unread: report.unread,
})

/** What a list shows of an object, too. */
export function subjectFace(subject: KaitoReport['subject']) {
  const {ready, target} = nodeCounts(subject)
  return {
    noun: subject.noun,
    name: subject.name,
    namespace: subject.namespace,
    state: subject.state,
    model: subject.noun === 'ragengine' ? null : (subject.model ?? null),
    task: subject.noun === 'workspace' ? subject.task : null,
    instanceType: subject.instanceType ?? null,
    nodes: ready,
    targetNodes: target ?? null,
    replicas: subject.noun === 'inferenceset' ? subject.replicas : null,
    readyReplicas: subject.noun === 'inferenceset' ? subject.readyReplicas : null,
    createdAt: subject.createdAt ?? null,
  }
}

function benchmarkFace(subject: KaitoReport['subject'], {times}: KaitoStatus['asked']) {
  if (subject.noun === 'ragengine' || !subject.performance) return null
  const {tokensPerMinute, config} = subject.performance
  return {tokensPerMinute, ttftMs: times?.ttftMs ?? null, tpotMs: times?.tpotMs ?? null, config}
}
