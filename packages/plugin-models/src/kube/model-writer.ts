import type {Model} from '@ome/inference-model/model'
import {baseModels, clusterBaseModels} from '@ome/kinds/ome'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {ObjectName} from '@ome/sdk/plan'
import {type ModelDraft, type ModelWriter, pinOf} from '../domain/model-draft.ts'

/** Creates by server-side apply, changes what exists by merge patch. */
export const modelWriter = (): ModelWriter => ({
  create: (draft, reason) => ({
    action: 'create',
    object: nameOf(draft),
    reason,
    write: {method: 'apply', resource: resourceOf(draft.kind), body: toObject(draft)},
  }),
  fill: (model, pins) => ({
    action: 'update',
    object: nameOf(model),
    reason: Object.keys(pins).some((key) => pinOf(model, key) !== undefined)
      ? 'fields are set as typed'
      : 'fields that were open are set',
    fields: Object.entries(pins).map(([key, to]) => {
      const from = pinOf(model, key)
      return {path: `spec.${key}`, ...(from !== undefined && {from}), to}
    }),
    write: {
      method: 'merge',
      resource: resourceOf(model.kind),
      name: model.name,
      ...(model.namespace !== undefined && {namespace: model.namespace}),
      body: {spec: pins},
    },
  }),
  unchanged: (model, reason) => ({action: 'unchanged', object: nameOf(model), ...(reason !== undefined && {reason})}),
})

const resourceOf = (kind: Model['kind']): ResourceRef => (kind === 'BaseModel' ? baseModels : clusterBaseModels)

const nameOf = ({kind, name, namespace}: Pick<Model, 'kind' | 'name' | 'namespace'>): ObjectName => ({
  kind,
  name,
  ...(namespace !== undefined && {namespace}),
})

/** The object of a draft. */
export function toObject(draft: ModelDraft): KubeObject {
  const {storage} = draft
  const otherKey = storage.secret && storage.secret.key !== 'token' ? storage.secret.key : undefined
  return {
    apiVersion: 'ome.io/v1beta1',
    kind: draft.kind,
    metadata: {name: draft.name, ...(draft.namespace !== undefined && {namespace: draft.namespace})},
    spec: {
      storage: {
        storageUri: storage.uri,
        ...(storage.path !== undefined && {path: storage.path}),
        ...(storage.secret && {key: storage.secret.name}),
        ...(otherKey !== undefined && {parameters: {secretKey: otherKey}}),
      },
      ...(draft.displayName !== undefined && {displayName: draft.displayName}),
      ...(draft.vendor !== undefined && {vendor: draft.vendor}),
      ...draft.pins,
    },
  }
}
