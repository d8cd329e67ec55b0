import type {Model} from '@ome/inference-model/model'
import {didYouMean, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {type Cluster, requireReadable} from '../domain/cluster.ts'
import {type DownloadRow, type Downloads, downloadRows} from '../domain/download.ts'

export interface DownloadsInput {
  /** Absent: all models. */
  readonly name?: string | undefined
  readonly namespace: string
  readonly scope?: 'namespace' | 'cluster' | undefined
}

export interface DownloadsPorts {
  readonly cluster: Cluster
  note(text: string): void
}

/** How far each node is with a model, or with all of them. */
export async function showDownloads(ports: DownloadsPorts, input: DownloadsInput): Promise<readonly DownloadRow[]> {
  return (await meant(ports, input)).flatMap(downloadRows)
}

/** The same after every change, until the models are gone. */
export async function* followDownloads(
  {downloads, ...ports}: DownloadsPorts & {readonly downloads: Downloads},
  input: DownloadsInput,
): AsyncGenerator<readonly DownloadRow[]> {
  const wanted = await meant(ports, input)
  if (wanted.length === 0) return yield []
  for await (const {models, deleted} of downloads.follow(wanted)) {
    yield models.flatMap(downloadRows)
    if (deleted.length === wanted.length) return
  }
}

async function meant(
  {cluster, note}: DownloadsPorts,
  {name, namespace, scope}: DownloadsInput,
): Promise<readonly Model[]> {
  const facts = await cluster.models(namespace)
  requireReadable(facts, ['clusterbasemodels', 'configmaps'], 'downloads cannot be shown')
  const {models} = facts
  const inScope = models.filter((model) => scope === undefined || model.scope === scope)
  if (name === undefined) return inScope
  const picked = pickByName('model', name, inScope)
  if (!picked) {
    throw new OmeError('not-found', `model "${name}" not found in namespace "${namespace}" or for the whole cluster`, [
      ...didYouMean(
        name,
        inScope.map((model) => model.name),
      ),
      'list what is there: ome get models',
    ])
  }
  if (picked.note !== undefined) note(picked.note)
  return [picked.item]
}
