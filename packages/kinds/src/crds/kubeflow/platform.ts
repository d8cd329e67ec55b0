import type {ObjectField} from '../../notation/field.ts'

/** A namespace with an owner, a quota and the rights that go with it. */
export const profile = {
  spec: {
    owner: {apiGroup: 'string', 'kind!': 'string', 'name!': 'string', namespace: 'string'},
    resourceQuotaSpec: 'raw',
    plugins: {'[]': {$: 'raw', kind: 'string', spec: 'raw'}},
  },
  status: {conditions: {'[]': {type: 'string', status: 'string', message: 'string'}}},
} as const satisfies ObjectField

/** What is put into pods that ask for it by their labels. */
export const podDefault = {
  'spec!': {
    $: 'raw',
    'selector!': '@LabelSelector',
    desc: 'string',
    env: {'[]': '@EnvVar'},
    serviceAccountName: 'string',
    automountServiceAccountToken: 'bool',
    annotations: '{string}',
    labels: '{string}',
  },
  status: 'raw',
} as const satisfies ObjectField

/** A file browser for a claim. Its fields are open. */
export const pvcViewer = {spec: 'raw', status: 'raw'} as const satisfies ObjectField

/** A model behind a URL: KServe. What its components hold is open. */
export const kserveService = {
  spec: {'predictor!': 'raw', transformer: 'raw', explainer: 'raw'},
  status: {
    $: 'raw',
    url: 'string',
    address: {url: 'string'},
    components: {'{}': 'raw'},
    observedGeneration: 'int64',
    conditions: {
      '[]': {
        'type!': 'string',
        'status!': 'string',
        reason: 'string',
        message: 'string',
        severity: 'string',
        lastTransitionTime: 'time',
      },
    },
  },
} as const satisfies ObjectField

/** How requests find their service inside the mesh. */
export const virtualService = {
  spec: {$: 'raw', hosts: '[string]', gateways: '[string]', http: {'[]': 'raw'}},
  status: 'raw',
} as const satisfies ObjectField

/** Who may call what inside the mesh. */
export const authorizationPolicy = {spec: 'raw', status: 'raw'} as const satisfies ObjectField
