import {at, text} from '@ome/capacity/fields'
import type {KubeClient} from '@ome/sdk/kube'
import {parsed, revisionName} from '../../domain/revision.ts'
import type {Rollout} from '../domain/rollout.ts'

const configMaps = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}

/** Confirms the revision of a rollout that is done: it was written down before it was live. */
export async function sealRevision(kube: KubeClient, namespace: string, {pcs, toRevision}: Rollout): Promise<void> {
  if (toRevision === undefined) return
  const name = revisionName(pcs.name, toRevision)
  const object = await kube.get(configMaps, name, {namespace})
  const meta = parsed(text(at(object, 'data', 'meta.json')))
  if (meta['pending'] !== true) return
  const data = {'meta.json': JSON.stringify({...meta, pending: false})}
  await kube.patch(configMaps, name, 'merge', {data}, {namespace})
}
