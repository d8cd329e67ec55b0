import {at, fields, list, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {ours} from '../../domain/labels.ts'
import {rolloutKind, rolloutName} from '../../domain/rollout-note.ts'
import type {Rollout} from './rollout.ts'

const phases = ['Preparing', 'AwaitingApproval', 'Progressing', 'Paused', 'Aborting', 'Finishing', 'Done', 'Aborted']

/** The rollout of a ConfigMap; undefined where it is not one this version understands. */
export function toRollout(object: KubeObject): Rollout | undefined {
  const state = parsed(text(at(object, 'data', 'rollout.json')) ?? '')
  const isWhole =
    state['version'] === 1 &&
    phases.includes(text(state['phase']) ?? '') &&
    text(state['id']) !== undefined &&
    ['roles', 'patched', 'steps', 'waiting', 'gates', 'samples', 'approvals', 'log'].every((key) =>
      Array.isArray(state[key]),
    ) &&
    list(state['steps']).every((step) => /^\d+%?$/.test(text(step) ?? '')) &&
    text(at(state, 'pcs', 'name')) !== undefined
  return isWhole ? (state as unknown as Rollout) : undefined
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(json))
  } catch {
    return {}
  }
}

/** The ConfigMap that keeps a rollout; it goes with its set. */
export function rolloutMap(rollout: Rollout, namespace: string, resourceVersion?: string): KubeObject {
  const {name, uid} = rollout.pcs
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: rolloutName(name),
      namespace,
      ...(resourceVersion === undefined ? {} : {resourceVersion}),
      labels: {...ours.managedBy, [ours.kind]: rolloutKind, [ours.set]: name},
      ownerReferences: [{apiVersion: 'grove.io/v1alpha1', kind: 'PodCliqueSet', name, uid}],
    },
    data: {'rollout.json': JSON.stringify(rollout)},
  }
}
