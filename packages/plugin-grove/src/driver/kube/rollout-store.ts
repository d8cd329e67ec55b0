import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {rolloutName} from '../../domain/rollout-note.ts'
import type {RolloutStore, Stored} from '../domain/ports.ts'
import {rolloutMap, toRollout} from '../domain/rollout-record.ts'

const configMaps = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}

/** Keeps the rollout of one set in its ConfigMap. */
export function rolloutStore(kube: KubeClient, namespace: string, set: string): RolloutStore {
  const stored = (object: KubeObject): Stored => {
    const rollout = toRollout(object)
    if (rollout) return {rollout, version: object.metadata.resourceVersion ?? ''}
    throw new OmeError('conflict', `ConfigMap ${object.metadata.name} holds no rollout that this version understands`, [
      'use the version that wrote it, or remove it when the set is as it shall be',
    ])
  }
  return {
    async load() {
      const object = await kube.get(configMaps, rolloutName(set), {namespace})
      return object && stored(object)
    },
    async save(rollout, version) {
      const body = rolloutMap(rollout, namespace, version)
      if (version !== undefined) return stored(await kube.replace(configMaps, body, {namespace}))
      return stored(await kube.create(configMaps, body, {namespace}))
    },
  }
}
