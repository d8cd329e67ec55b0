import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import {lastCharacters} from './names.ts'

/** What the serving agent reads of a model; services whose names end in the same twenty characters share it. */
export const modelConfig = (service: ApiObject, model: ApiObject): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: `modelconfig-${lastCharacters(service.metadata.name, 20)}`,
    ...(service.metadata.namespace === undefined ? {} : {namespace: service.metadata.namespace}),
    ownerReferences: [controlledBy(service)],
  },
  data: {
    'models.json': JSON.stringify([
      {modelName: model.metadata.name, modelSpec: {storageUri: model.spec.storage?.storageUri ?? ''}},
    ]),
  },
})
