import {OmeError} from '@ome/sdk/errors'
import type {Model} from '../model.ts'
import {didYouMean, inNamespace, pickByName} from '../names.ts'
import type {DeployRequest} from './request.ts'

export interface PickedModel {
  readonly item: Model
  readonly note?: string
}

/** The model of that name; a hub id means the one that was imported from there. */
export function pickModel(models: readonly Model[], {model, scope, namespace}: DeployRequest): PickedModel {
  const candidates = scope === undefined ? models : models.filter((each) => each.scope === scope)
  const imported = model.includes('/') && candidates.find(({storage}) => storage.uri === `hf://${model}`)
  const picked = imported
    ? {item: imported, note: `"${model}" was imported as model "${imported.name}"`}
    : pickByName('model', model, candidates)
  if (!picked) {
    throw new OmeError('not-found', `model "${model}" not found in namespace "${namespace}" or at cluster scope`, [
      ...didYouMean(
        model,
        candidates.map(({name}) => name),
      ),
      ...(model.includes('/') ? [`import it: ome import hf ${model}`] : [`search the hub: ome search hf ${model}`]),
      'list what is there: ome get models',
    ])
  }
  if (picked.item.disabled) throw new OmeError('failed', `model "${picked.item.name}" is disabled`)
  return picked
}

/** A download that failed on every node comes to nothing by waiting. */
export function demandDownload(model: Model, {waitModel}: DeployRequest): void {
  const {name, status, storage, nodesReady, nodesFailed} = model
  if (status !== 'Failed' || waitModel || nodesReady.length > 0) return
  const id = storage.uri?.startsWith('hf://') ? storage.uri.slice('hf://'.length) : undefined
  const where = nodesFailed.length > 0 ? ` on all ${nodesFailed.length} nodes that tried` : ''
  throw new OmeError(
    'failed',
    `model "${name}" cannot be served: its download failed${where}`,
    id !== undefined && storage.secret === undefined
      ? [
          `see every node: ome models status ${name}${inNamespace(model)}`,
          `it has no hub token; where "${id}" is gated, import it with one: ome import hf ${id} --name ${name} --secret hf-token`,
        ]
      : [`see every node: ome models status ${name}${inNamespace(model)}`],
  )
}

export function modelNotes(model: Model, {waitModel}: DeployRequest): readonly string[] {
  if (model.nodesReady.length > 0) return []
  if (waitModel) return [`no node has model ${model.name} yet (${model.status}): pods wait until one has`]
  throw new OmeError(
    'failed',
    `model "${model.name}" is on no node yet (${model.status}${model.reason ? `: ${model.reason}` : ''})`,
    [
      `follow the download: ome get model ${model.name}${inNamespace(model)} -w`,
      'deploy now and let the pods wait for it: --wait-model',
    ],
  )
}
