import type {Schema} from '@ome/kinds/validation/schema'

const text: Schema = {type: 'string'}
const texts: Schema = {type: 'object', additionalProperties: text}

const flag: Schema = {type: 'boolean'}
const owner: Schema = {
  type: 'object',
  'x-kubernetes-map-type': 'atomic',
  properties: {apiVersion: text, kind: text, name: text, uid: text, controller: flag, blockOwnerDeletion: flag},
}

/** ObjectMeta: how its lists and maps merge. */
export const metaSchema: Schema = {
  type: 'object',
  properties: {
    metadata: {
      type: 'object',
      properties: {
        labels: texts,
        annotations: texts,
        finalizers: {
          type: 'array',
          items: text,
          'x-kubernetes-list-type': 'set',
          'x-kubernetes-patch-strategy': 'merge',
        },
        ownerReferences: {
          type: 'array',
          items: owner,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['uid'],
          'x-kubernetes-patch-merge-key': 'uid',
          'x-kubernetes-patch-strategy': 'merge',
        },
        name: text,
        generateName: text,
        namespace: text,
        uid: text,
        resourceVersion: text,
        generation: {type: 'integer', format: 'int64'},
        creationTimestamp: {type: 'string', format: 'date-time'},
        deletionTimestamp: {type: 'string', format: 'date-time'},
        deletionGracePeriodSeconds: {type: 'integer', format: 'int64'},
        selfLink: text,
        managedFields: {type: 'array', items: {type: 'object'}},
      },
    },
  },
}
