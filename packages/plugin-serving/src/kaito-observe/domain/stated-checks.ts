import type {Condition} from '@ome/inference-model/service-component'
import type {KaitoPod} from '@ome/kaito/kaito-pod'
import {type KaitoReport, nodeCounts} from '@ome/kaito/kaito-report'
import type {ObjectCheck} from './object-check.ts'

/** What nodes complain about, by their names; a node that does not is not there. */
export type Pressures = ReadonlyMap<string, readonly string[]>

type Found = Pick<ObjectCheck, 'check' | 'result' | 'detail' | 'next'>

const well = new Set<string>(['Ready', 'Running', 'Succeeded'])
const idle = new Set<string>(['Stopped', 'Deleting'])

/** What the cluster says of an object, before it is asked itself. `detailed`: every condition, node and pod by itself. */
export function statedChecks(
  report: KaitoReport,
  pressures: Pressures | undefined,
  detailed: boolean,
): readonly Found[] {
  return [
    stateCheck(report),
    ...(detailed ? report.subject.conditions.map((each) => conditionCheck(each, report)) : []),
    ...nodeChecks(report, pressures, detailed),
    podsCheck(report),
    ...(detailed ? report.pods.map(podCheck) : []),
  ]
}

function stateCheck({subject: {state}, trouble}: KaitoReport): Found {
  if (idle.has(state)) return {check: 'conditions', result: 'skip', detail: state}
  if (well.has(state) && !trouble) return {check: 'conditions', result: 'ok', detail: state}
  const why = trouble ? `: ${trouble.says}` : ''
  return {check: 'conditions', result: 'fail', detail: `${state}${why}`, ...(trouble && {next: trouble.next})}
}

/** A running training has not succeeded yet, and need not. */
function conditionCheck({type, status, reason, message}: Condition, {subject}: KaitoReport): Found {
  const isYet = subject.state === 'Running' && type === 'WorkspaceSucceeded'
  const result = status === 'True' || isYet ? 'ok' : idle.has(subject.state) ? 'skip' : 'fail'
  const detail = [status, reason, status === 'True' ? undefined : message].filter(Boolean).join(': ')
  return {check: `condition ${type}`, result, detail}
}

function nodeChecks(report: KaitoReport, pressures: Pressures | undefined, detailed: boolean): readonly Found[] {
  const {subject, claims = [], pods} = report
  const names = [...new Set([...nodesOf(report), ...pods.flatMap(({node}) => node ?? [])])].sort()
  const complaints = names.flatMap((name) => (pressures?.get(name) ?? []).map((what) => `${name}: ${what}`))
  const {ready, target} = nodeCounts(subject)
  const missing = target !== undefined && ready < target
  const refused = claims.find(({isRefused}) => isRefused)
  const counted = target === undefined ? `${names.length} in use` : `${ready}/${target} ready`
  const said = [counted, ...complaints, ...(refused?.message ? [refused.message] : [])].join(', ')
  const summary: Found =
    pressures === undefined && !missing
      ? {check: 'nodes', result: 'unknown', detail: `${counted}; their pressure may not be read`}
      : {check: 'nodes', result: missing || complaints.length > 0 ? 'fail' : 'ok', detail: said}
  if (!detailed) return [summary]
  return [
    summary,
    ...names.map((name): Found => {
      const own = pressures?.get(name) ?? []
      const detail = pressures === undefined ? 'may not be read' : own.join(', ') || 'no pressure'
      return {check: `node ${name}`, result: pressures ? (own.length > 0 ? 'fail' : 'ok') : 'unknown', detail}
    }),
  ]
}

function nodesOf({subject}: KaitoReport): readonly string[] {
  return subject.noun === 'inferenceset' ? subject.children.flatMap(({nodes}) => nodes) : subject.nodes
}

const isFine = ({ready, phase}: KaitoPod): boolean => ready || phase === 'Succeeded'

function podsCheck({subject, pods}: KaitoReport): Found {
  if (idle.has(subject.state)) return {check: 'pods', result: 'skip', detail: subject.state}
  const restarts = pods.reduce((sum, each) => sum + each.restarts, 0)
  const again = restarts > 0 ? `, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}` : ''
  const fine = pods.filter(isFine).length
  const [bad] = pods.filter((pod) => !isFine(pod))
  const why = bad?.problem ? `: ${bad.name} ${bad.problem.reason}` : ''
  return {
    check: 'pods',
    result: pods.length > 0 && fine === pods.length ? 'ok' : 'fail',
    detail: pods.length === 0 ? 'there is none' : `${fine}/${pods.length} ready${again}${why}`,
  }
}

function podCheck(pod: KaitoPod): Found {
  const {name, problem, phase, restarts, node} = pod
  const words = [problem?.reason ?? phase, problem?.message, node && `on ${node}`, `${restarts} restarts`]
  return {check: `pod ${name}`, result: isFine(pod) ? 'ok' : 'fail', detail: words.filter(Boolean).join(', ')}
}
