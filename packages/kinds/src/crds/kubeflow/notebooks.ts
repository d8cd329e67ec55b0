import type {ObjectField} from '../../notation/field.ts'

const observed = {
  'type!': 'string',
  'status!': 'string',
  reason: 'string',
  message: 'string',
  lastProbeTime: 'time',
  lastTransitionTime: 'time',
} as const

/** A pod with an editor in it: Notebooks v1. */
export const notebook = {
  spec: {template: {spec: 'raw'}},
  status: {
    $: 'raw',
    'conditions!': {'[]': observed},
    'readyReplicas!': 'int32',
    'containerState!': 'raw',
  },
} as const satisfies ObjectField

const chosen = {
  desired: 'string',
  redirectChain: {'[]': {'source!': 'string', 'target!': 'string'}},
} as const

/** An editor of a kind that the operator of the cluster describes: Notebooks v2. */
export const notebookWorkspace = {
  'spec!': {
    paused: 'bool = false',
    displayName: 'string',
    'kind!': {
      $text: 'string len 2..63',
      $rules: [{rule: 'self == oldSelf', message: "Workspace 'kind' is immutable"}],
    },
    'podTemplate!': {
      podMetadata: {labels: '{string}', annotations: '{string}'},
      volumes: {
        home: 'string',
        data: {'[]': {'pvcName!': 'string', 'mountPath!': 'string', readOnly: 'bool = false'}},
        secrets: {'[]': {'secretName!': 'string', 'mountPath!': 'string', defaultMode: 'int32 = 420'}},
      },
      'options!': {'imageConfig!': 'string', 'podConfig!': 'string'},
    },
  },
  status: {
    $: 'raw',
    state: 'enum:Running|Terminating|Paused|Pending|Error|Unknown',
    stateMessage: 'string',
    lastRunningTime: 'int64',
    pauseTime: 'int64',
    pendingRestart: 'bool',
    activity: 'raw',
    podTemplateOptions: {imageConfig: chosen, podConfig: chosen},
    podTemplatePod: {
      name: 'string',
      nodeName: 'string',
      serviceAccountName: 'string',
      containers: {'[]': {'name!': 'string'}},
      initContainers: {'[]': {'name!': 'string'}},
    },
  },
} as const satisfies ObjectField

const option = (spec: 'raw') =>
  ({
    'spawner!': {'default!': 'string'},
    'values!': {'[]': {'id!': 'string', 'spawner!': 'raw', redirect: 'raw', 'spec!': spec}},
  }) as const

/** What workspaces may be made of. */
export const workspaceKind = {
  'spec!': {
    'spawner!': {
      'displayName!': 'string',
      'description!': 'string',
      hidden: 'bool = false',
      deprecated: 'bool = false',
      deprecationMessage: 'string',
      icon: 'raw',
      logo: 'raw',
    },
    'podTemplate!': {$: 'raw', options: {imageConfig: option('raw'), podConfig: option('raw')}},
    activityRules: {'[]': 'raw'},
    filterRules: {'[]': 'raw'},
  },
  status: 'raw',
} as const satisfies ObjectField

/** A viewer of training logs. */
export const tensorboard = {
  'spec!': {'logspath!': 'string'},
  status: {
    conditions: {'[]': {'deploymentState!': 'string', lastProbeTime: 'time'}},
    'readyReplicas!': 'int32',
  },
} as const satisfies ObjectField
