import {invalidModel, selectRuntime} from '@ome/capacity/runtime-selection'
import {inNamespace, pickByName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Catalogue} from '../domain/listing.ts'
import {missingError} from './select-items.ts'

export interface ModelGpus {
  readonly model: string
  readonly runtime: string
  readonly gpusPerPod: number
  readonly note?: string
}

export interface AskedModel {
  readonly name: string
  readonly namespace: string
  readonly scope?: 'namespace' | 'cluster' | undefined
}

/** How many accelerators one pod of a model takes, on the runtime the controller would choose. */
export async function modelGpus(catalogue: Catalogue, {name: typed, namespace, scope}: AskedModel): Promise<ModelGpus> {
  const [{items: models}, {items: runtimes}] = await Promise.all([
    catalogue.models.list({namespace}),
    catalogue.runtimes.list({namespace}),
  ])
  const inScope = scope === undefined ? models : models.filter((model) => model.scope === scope)
  const found = pickByName('model', typed, inScope)
  if (found === undefined) {
    const known = inScope.map(({name}) => name)
    throw missingError('model', [typed], ['list them: ome get models'], ` in namespace "${namespace}"`, known)
  }
  const model = found.item
  if (invalidModel(model))
    throw new OmeError('failed', `the format of model "${model.name}" is not known before it is downloaded`, [
      `see how far it is: ome models status ${model.name}${inNamespace(model)}`,
    ])
  const {chosen} = selectRuntime({model, namespace, runtimes})
  if (!chosen)
    throw new OmeError('failed', `no runtime fits model "${model.name}" by itself`, [
      `see every reason: ome runtime suggest ${model.name} -n ${namespace}`,
    ])
  const {name, gpusPerPod} = chosen.runtime
  return {model: model.name, runtime: name, gpusPerPod, ...(found.note === undefined ? {} : {note: found.note})}
}
