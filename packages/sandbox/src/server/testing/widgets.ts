import type {ApiObject} from '../../api.ts'

const part = {
  type: 'object',
  required: ['name'],
  properties: {name: {type: 'string'}, size: {type: 'integer', default: 1}},
}

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: {type: 'integer', minimum: 0},
        color: {type: 'string', enum: ['red', 'green'], default: 'red'},
        name: {type: 'string', pattern: '^[a-z]+$', maxLength: 5},
        port: {'x-kubernetes-int-or-string': true, anyOf: [{type: 'integer'}, {type: 'string'}]},
        parts: {
          type: 'array',
          maxItems: 3,
          items: part,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
        tags: {type: 'array', items: {type: 'string'}, 'x-kubernetes-list-type': 'set'},
        words: {type: 'array', items: {type: 'string'}},
        free: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
        since: {type: 'string', format: 'date-time'},
        labels: {type: 'object', additionalProperties: {type: 'string'}},
        fixed: {type: 'string', 'x-kubernetes-validations': [{rule: 'self == oldSelf', message: 'fixed is immutable'}]},
      },
      'x-kubernetes-validations': [
        {rule: '!has(self.replicas) || self.replicas != 13', message: 'thirteen brings bad luck'},
      ],
    },
    status: {type: 'object', properties: {ready: {type: 'integer'}, selector: {type: 'string'}}},
  },
}

/** A custom resource that uses every schema feature the tests are about. */
export const widgets: ApiObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'widgets.example.com'},
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {plural: 'widgets', kind: 'Widget', shortNames: ['wg'], categories: ['all']},
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {openAPIV3Schema: schema},
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.ready',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [
          {name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas'},
          {name: 'First', type: 'string', jsonPath: '.spec.parts[?(@.name=="a")].size'},
          {name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp'},
        ],
      },
      {name: 'v1alpha1', served: true, storage: false, schema: {openAPIV3Schema: schema}, subresources: {status: {}}},
    ],
  },
}

export const widgetPath = '/apis/example.com/v1/namespaces/default/widgets'

/** A Widget to post; `meta` goes into its metadata beside the name. */
export const widget = (name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: {name, ...meta},
  spec,
})
