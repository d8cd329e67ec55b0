import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {columns, type Printer} from './columns.ts'
import {ageOf, humanDuration} from './human-duration.ts'

export const podPrinter: Printer = {
  columns: columns('Name,Ready,Status,Restarts,Age,IP*,Node*,Nominated Node*,Readiness Gates*'),
  cells(pod, nowMs) {
    const {spec, status} = partsOf(pod)
    const containers = objects(spec['containers'])
    const states = objects(status['containerStatuses'])
    const sidecars = objects(spec['initContainers']).filter((one) => one['restartPolicy'] === 'Always')
    const sidecarStates = objects(status['initContainerStatuses']).filter((one) =>
      sidecars.some(({name}) => name === one['name']),
    )
    const ready = [...states, ...sidecarStates].filter((one) => one['ready'] === true).length
    return [
      pod.metadata.name,
      `${ready}/${containers.length + sidecars.length}`,
      podStatus(pod),
      restarts([...states, ...objects(status['initContainerStatuses'])], nowMs),
      ageOf(pod.metadata.creationTimestamp, nowMs),
      asText(status['podIP']) || '<none>',
      asText(spec['nodeName']) || '<none>',
      asText(status['nominatedNodeName']) || '<none>',
      readinessGates(spec, status),
    ]
  },
}

const objects = (value: unknown): JsonObject[] => (isList(value) ? value.filter(isObject) : [])
const partsOf = (pod: ApiObject) => ({spec: asObject(treeOf(pod)['spec']), status: asObject(treeOf(pod)['status'])})

function restarts(states: readonly JsonObject[], nowMs: number): string {
  const count = states.reduce((sum, state) => sum + Number(state['restartCount'] ?? 0), 0)
  const ends = states.map((state) =>
    Date.parse(asText(asObject(asObject(state['lastState'])['terminated'])['finishedAt'])),
  )
  const last = Math.max(...ends.filter((time) => !Number.isNaN(time)), 0)
  return count > 0 && last > 0 ? `${count} (${humanDuration(nowMs - last)} ago)` : String(count)
}

function readinessGates(spec: JsonObject, status: JsonObject): string {
  const gates = objects(spec['readinessGates'])
  if (gates.length === 0) return '<none>'
  const conditions = objects(status['conditions'])
  const met = gates.filter((gate) =>
    conditions.some((one) => one['type'] === gate['conditionType'] && one['status'] === 'True'),
  )
  return `${met.length}/${gates.length}`
}

/** The STATUS of a pod: its phase or reason, overridden by what its containers wait for or ended with. */
export function podStatus(pod: ApiObject): string {
  const {spec, status} = partsOf(pod)
  let reason = asText(status['reason']) || asText(status['phase'])
  const scheduled = objects(status['conditions']).find((one) => one['type'] === 'PodScheduled')
  if (scheduled?.['reason'] === 'SchedulingGated') reason = 'SchedulingGated'
  const init = initReason(spec, status)
  reason = init ?? containersReason(status, reason)
  if (!pod.metadata.deletionTimestamp) return reason
  if (status['reason'] === 'NodeLost') return 'Unknown'
  return status['phase'] === 'Succeeded' || status['phase'] === 'Failed' ? reason : 'Terminating'
}

function initReason(spec: JsonObject, status: JsonObject): string | undefined {
  const specs = objects(spec['initContainers'])
  const states = objects(status['initContainerStatuses'])
  for (const [i, state] of states.entries()) {
    const {terminated, waiting} = stateOf(state)
    const sidecar = specs.find(({name}) => name === state['name'])?.['restartPolicy'] === 'Always'
    if ((terminated && terminated['exitCode'] === 0) || (sidecar && state['started'] === true)) continue
    if (terminated) return `Init:${endReason(terminated)}`
    const waits = asText(waiting?.['reason'])
    return waits && waits !== 'PodInitializing' ? `Init:${waits}` : `Init:${i}/${specs.length}`
  }
  return undefined
}

function containersReason(status: JsonObject, phase: string): string {
  let reason = phase
  let running = false
  for (const state of objects(status['containerStatuses']).reverse()) {
    const {terminated, waiting, running: runs} = stateOf(state)
    if (waiting && asText(waiting['reason'])) reason = asText(waiting['reason'])
    else if (terminated) reason = endReason(terminated)
    else if (runs && state['ready'] === true) running = true
  }
  if (reason !== 'Completed' || !running) return reason
  const ready = objects(status['conditions']).some((one) => one['type'] === 'Ready' && one['status'] === 'True')
  return ready ? 'Running' : 'NotReady'
}

const endReason = (terminated: JsonObject): string =>
  asText(terminated['reason']) ||
  (terminated['signal'] ? `Signal:${String(terminated['signal'])}` : `ExitCode:${String(terminated['exitCode'])}`)

function stateOf(status: JsonObject): {terminated?: JsonObject; waiting?: JsonObject; running?: JsonObject} {
  const state = asObject(status['state'])
  const part = (name: string): JsonObject | undefined => {
    const value: Json | undefined = state[name]
    return isObject(value) ? value : undefined
  }
  const [terminated, waiting, running] = [part('terminated'), part('waiting'), part('running')]
  return {...(terminated && {terminated}), ...(waiting && {waiting}), ...(running && {running})}
}
