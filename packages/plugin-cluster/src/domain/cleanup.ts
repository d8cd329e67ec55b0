import {at, text} from '@ome/capacity/fields'
import type {ListedModel} from '@ome/inference-model/listed-model'
import type {Service} from '@ome/inference-model/service'
import type {KubeObject} from '@ome/sdk/kube'

/** Objects beside services that name models. */
export interface ModelReferences {
  /** FineTunedWeights and BenchmarkJobs. */
  readonly objects: readonly KubeObject[]
}

/** A model that nothing names, with what removing it gives back. */
export interface UnusedModel {
  readonly model: ListedModel
  /** Bytes on all nodes that hold it; absent where no agent reported them. */
  readonly bytes?: number
}

/** Models that no service, fine-tuned weight or benchmark names, made before a time. No last use is recorded anywhere. */
export function unusedModels(
  models: readonly ListedModel[],
  {objects}: ModelReferences,
  before: Date,
): readonly UnusedModel[] {
  const named = new Set(objects.flatMap(namesOf))
  return models
    .filter(({usedBy, name, createdAt}) => usedBy.length === 0 && !named.has(name) && isBefore(createdAt, before))
    .map((model) => ({model, ...bytesOf(model)}))
}

const isBefore = (time: string | undefined, before: Date): boolean =>
  time !== undefined && Date.parse(time) < before.getTime()

function namesOf(object: KubeObject): readonly string[] {
  const fields = [at(object, 'spec', 'baseModelRef', 'name'), at(object, 'spec', 'endpoint', 'endpoint', 'modelName')]
  return fields.map(text).filter((name) => name !== undefined)
}

function bytesOf({downloads}: ListedModel): {readonly bytes?: number} {
  const known = downloads.flatMap(({totalBytes}) => (totalBytes === undefined ? [] : [totalBytes]))
  return known.length === 0 ? {} : {bytes: known.reduce((sum, each) => sum + each, 0)}
}

/** When a service began to fail, as far as its conditions tell. */
export function failedSince({conditions, createdAt}: Service): string | undefined {
  const ready = conditions.find(({type, status}) => type === 'Ready' && status !== 'True')
  return ready?.lastTransitionAt ?? createdAt
}

/** Services that failed before a time and still do. */
export const failedServices = (services: readonly Service[], before: Date): readonly Service[] =>
  services.filter((service) => service.status === 'Failed' && isBefore(failedSince(service), before))
