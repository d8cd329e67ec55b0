import {type Node, nodeMatches} from '@ome/inference-model/node'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {type Check, count, few, named, newest, type ServiceFacts, unready} from '../facts.ts'
import type {Evidence, Fix, Verdict} from '../finding.ts'
import {modelStatus} from './crash-signatures.ts'

const losses = new Set(['PreemptionNotice', 'DeletingNode', 'RemovingNode', 'NodeNotReady'])

/** Machines that went away under the service. */
export const node: Check = (facts) => {
  const {service, nodes} = facts
  const lost = nodes && deadNodes(facts, nodes)
  if (lost) return lost
  const taken = takenBack(facts)
  if (taken && unready(service).some(({problem}) => problem?.state === 'unschedulable')) {
    const names = [...new Set(taken.map(({object}) => object.replace('node/', '')))]
    return {
      result: 'fail',
      says: `${count(names.length, 'node')} went away, and what is left has no room: ${few(names)}`,
      evidence: taken.slice(-2).map(({object, reason, message}) => ({object, field: `event ${reason}`, text: message})),
      fix: {why: 'see what is left', command: 'ome get nodes'},
    }
  }
  if (!nodes) return undefined
  const used = new Set(service.pods.flatMap((pod) => pod.node ?? []))
  return {
    result: 'ok',
    says: used.size === 0 ? 'its pods are on none' : `${count(used.size, 'node')} ready: ${few([...used])}`,
  }
}

function deadNodes({service}: ServiceFacts, nodes: readonly Node[]): Verdict | undefined {
  const known = new Map(nodes.map((each) => [each.name, each]))
  const affected = unready(service).filter(({node: name}) => name !== undefined && known.get(name)?.ready !== true)
  const names = [...new Set(affected.flatMap((pod) => pod.node ?? []))]
  const [first] = names
  if (first === undefined) return undefined
  const gone = !known.has(first)
  return {
    result: 'fail',
    says: `node ${few(names)} ${gone ? 'is gone' : 'does not answer'} with ${count(affected.length, 'replica')}`,
    evidence: names.slice(0, 2).map((name) => ({
      object: `node/${name}`,
      field: 'Ready',
      text: known.has(name) ? 'not True: its kubelet is silent' : 'there is no such node',
    })),
    fix: gone
      ? {why: 'make its pod anew', command: `kubectl delete pod ${affected[0]?.name} -n ${service.namespace} --force`}
      : {why: 'read what the node last said', command: `kubectl describe node ${first}`},
  }
}

const takenBack = (facts: ServiceFacts) => {
  const found = facts.warnings?.filter(({object, reason}) => object.startsWith('node/') && losses.has(reason)) ?? []
  return found.length > 0 ? found : undefined
}

/** Why no node takes a pod. */
export const scheduling: Check = (facts) => {
  const {service} = facts
  const pods = unready(service).filter(
    ({problem}) => problem?.state === 'unschedulable' && problem.reason !== 'SchedulingGated',
  )
  const [first] = pods
  if (!first)
    return service.pods.length === 0 ? undefined : {result: 'ok', says: `${count(service.pods.length, 'pod')} on nodes`}
  const message = first.problem?.message ?? newest(facts, ({object}) => object === `pod/${first.name}`)?.message ?? ''
  const evidence = [{object: `pod/${first.name}`, field: 'PodScheduled', text: message || 'no node is named'}]
  const who = `${count(pods.length, 'pod')} ${pods.length === 1 ? 'waits' : 'wait'} for a node`
  const reason = placed(facts, first, clausesOf(message))
  return {
    result: 'fail',
    says: `${who}: ${reason.says}`,
    evidence: [...evidence, ...(reason.evidence ?? [])],
    fix: reason.fix,
  }
}

/** `9 Insufficient nvidia.com/gpu` and the other parts of the scheduler's sentence. */
export function clausesOf(message: string): readonly {readonly nodes: number; readonly text: string}[] {
  const [, body = ''] = /nodes are available: (.*?)\.?(?:\s+preemption:.*)?$/s.exec(message) ?? []
  return body.split(/, (?=\d+ )/).flatMap((clause) => {
    const [, nodes, text] = /^(\d+) (.+)$/s.exec(clause.trim()) ?? []
    return nodes === undefined || text === undefined ? [] : [{nodes: Number(nodes), text}]
  })
}

interface Reason {
  readonly says: string
  readonly fix: Fix
  readonly evidence?: readonly Evidence[]
}

type Clauses = ReturnType<typeof clausesOf>

const seeFree: Fix = {why: 'see where accelerators are free', command: 'ome accelerators available'}
const seeNodes: Fix = {why: 'see which nodes take pods', command: 'ome get nodes'}

/** The clause about nodes that were meant is the one that tells something. */
function placed(facts: ServiceFacts, pod: ServicePod, clauses: Clauses): Reason {
  const about = (pattern: RegExp) => clauses.find(({text}) => pattern.test(text))
  const gpu = about(/Insufficient .*(?:gpu|gaudi)/i)
  const cordoned = about(/were unschedulable/)
  const taint = about(/had untolerated taint/)
  const other = about(/^Insufficient /)
  if (cordoned && (!gpu || cordoned.nodes >= gpu.nodes)) return cordonedReason(facts, pod, cordoned.nodes)
  if (gpu) return gpuReason(facts, pod)
  if (taint) return taintReason(facts, pod, taint)
  if (cordoned) return cordonedReason(facts, pod, cordoned.nodes)
  if (other)
    return {
      says: `${other.nodes} matching ${other.nodes === 1 ? 'node has' : 'nodes have'} too little ${other.text.replace('Insufficient ', '')}`,
      fix: {why: 'see what nodes have left', command: 'ome cluster resources'},
    }
  if (about(/affinity\/selector/)) return selectorReason(facts, pod)
  const [first] = clauses
  return {
    says: first ? first.text : 'the scheduler gives no reason',
    fix: {why: 'read its events', command: `ome events ${named(facts.service)}`},
  }
}

/** Nodes whose labels the pod asks for. */
const matching = ({nodes = []}: ServiceFacts, {nodeSelector}: ServicePod): readonly Node[] =>
  nodes.filter((each) => nodeMatches(each, nodeSelector))

function gpuReason(facts: ServiceFacts, pod: ServicePod): Reason {
  const {used} = facts
  const wanted = `${count(pod.gpus, 'GPU')} wanted`
  if (!facts.nodes || !used) return {says: `too few GPUs are free, ${wanted}`, fix: seeFree}
  const places = matching(facts, pod).filter(({schedulable, gpus}) => schedulable && gpus > 0)
  const free = places.map((each) => Math.max(0, each.gpus - (used.get(each.name) ?? 0)))
  const total = free.reduce((sum, each) => sum + each, 0)
  const largest = Math.max(0, ...free)
  const most = Math.max(0, ...places.map(({gpus}) => gpus))
  const on = `on ${count(places.length, 'matching node')}`
  if (places.length === 0) return {says: `no schedulable node that matches has GPUs, ${wanted}`, fix: seeNodes}
  if (most < pod.gpus) return {says: `no matching node has so many GPUs: ${wanted}, ${most} is the most`, fix: seeFree}
  if (total >= pod.gpus)
    return {
      says: `the free GPUs are scattered: ${wanted}, ${total} free ${on}, at most ${largest} on one`,
      fix: {why: 'see who holds which', command: 'ome accelerators usage'},
    }
  return {
    says: `too few GPUs are free: ${wanted}, ${total} free ${on}`,
    fix: {why: 'see who holds them', command: 'ome accelerators usage'},
  }
}

function cordonedReason(facts: ServiceFacts, pod: ServicePod, many: number): Reason {
  const closed = matching(facts, pod).filter(({schedulable, ready}) => ready && !schedulable)
  const names = closed.map(({name}) => name)
  const says = `${count(many, 'node')} ${many === 1 ? 'is' : 'are'} cordoned${names.length === 0 ? '' : `: ${few(names)}`}`
  const [first] = names
  if (first === undefined) return {says, fix: seeNodes}
  return {
    says,
    evidence: [{object: `node/${first}`, field: 'spec.unschedulable', text: 'true'}],
    fix: {why: 'let it take pods again', command: `kubectl uncordon ${first}`},
  }
}

function taintReason({service}: ServiceFacts, pod: ServicePod, {nodes, text}: Clauses[number]): Reason {
  const [, key = '', value = ''] = /untolerated taint\(?s?\)? \{([\w./-]*):? ?([\w.-]*)\}/.exec(text) ?? []
  // A toleration without a key would be one of every taint.
  if (key === '') return {says: `a taint keeps it off ${count(nodes, 'matching node')}`, fix: seeNodes}
  const toleration = value === '' ? {key, operator: 'Exists'} : {key, operator: 'Equal', value}
  const change = JSON.stringify([toleration])
  return {
    says: `taint ${key}${value === '' ? '' : `=${value}`} keeps it off ${count(nodes, 'matching node')}`,
    fix: {
      why: 'tolerate it, if the service may run there',
      command: `ome update ${named(service)} --set 'spec.${pod.component}.tolerations=${change}'`,
    },
  }
}

function selectorReason(facts: ServiceFacts, pod: ServicePod): Reason {
  const labels = Object.entries(pod.nodeSelector ?? {})
  const model = labels.find(([key]) => key.startsWith('models.ome.io/'))
  const others = labels.filter(([key]) => !key.startsWith('models.ome.io/'))
  const wanted = others.map(([key, value]) => `${key}=${value}`).join(', ')
  const missing =
    facts.nodes && others.filter(([key, value]) => !facts.nodes?.some((each) => each.labels[key] === value))
  if (missing && missing.length > 0)
    return {
      says: `no node has label ${missing.map(([key, value]) => `${key}=${value}`).join(', ')}`,
      fix: {why: 'see the labels of nodes', command: 'kubectl get nodes --show-labels'},
    }
  if (model && others.length === 0)
    return {
      says: 'its model is on no node that takes it',
      fix: {why: 'see where the model is', command: modelStatus(facts.service)},
    }
  if (model)
    return {
      says: `no node has both its model and ${wanted}`,
      fix: {why: 'see where the model is', command: modelStatus(facts.service)},
    }
  return {says: wanted === '' ? 'no node has the labels it asks for' : `no node has ${wanted}`, fix: seeNodes}
}
