import {at, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {because, conditionsOf, type ObjectState, terminating} from './state.ts'

/** Whoever sets it stops a notebook; its controller looks at the presence of the key alone. */
export const stoppedAnnotation = 'kubeflow-resource-stopped'

const startingReasons = new Set(['PodInitializing', 'ContainerCreating'])

/** The phases of Kubeflow's own page for notebooks, in its order of looking (Notebooks v1.10). */
export function notebookState(notebook: KubeObject): ObjectState {
  const {annotations, deletionTimestamp} = notebook.metadata
  const ready = number(at(notebook['status'], 'readyReplicas')) ?? 0
  const stoppedAt = annotations?.[stoppedAnnotation]
  if (deletionTimestamp !== undefined) return terminating
  if (stoppedAt !== undefined)
    return ready === 0
      ? {state: 'Stopped', health: 'off', detail: `since ${stoppedAt}`}
      : {state: 'Stopping', health: 'waiting', detail: ''}
  if (ready > 0) return {state: 'Ready', health: 'ready', detail: ''}
  const waiting = at(notebook['status'], 'containerState', 'waiting')
  if (waiting !== undefined) {
    const reason = text(at(waiting, 'reason')) ?? ''
    if (startingReasons.has(reason)) return {state: 'Waiting', health: 'waiting', detail: 'its container starts'}
    return {state: 'Warning', health: 'bad', detail: because({reason, message: text(at(waiting, 'message')) ?? ''})}
  }
  const told = conditionsOf(notebook).find(({reason, status}) => reason !== '' && status !== 'True')
  if (told) return {state: 'Warning', health: 'bad', detail: because(told)}
  return {state: 'Waiting', health: 'waiting', detail: 'its pod has not started'}
}

const workspaceHealth: Readonly<Record<string, ObjectState['health']>> = {
  Running: 'ready',
  Paused: 'off',
  Pending: 'waiting',
  Terminating: 'waiting',
}

/** The state that the controller of Notebooks v2 writes, in its words. */
export function workspaceState(workspace: KubeObject): ObjectState {
  if (workspace.metadata.deletionTimestamp !== undefined) return terminating
  const state = text(at(workspace['status'], 'state')) ?? 'Pending'
  const detail = state === 'Running' || state === 'Paused' ? '' : (text(at(workspace['status'], 'stateMessage')) ?? '')
  return {state, health: workspaceHealth[state] ?? 'bad', detail}
}
