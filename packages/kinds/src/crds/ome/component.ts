import type {ObjectField} from '../../notation/field.ts'

const kedaSettings = {
  enableKeda: 'bool',
  authModes: 'string',
  customPromQuery: 'string',
  promServerAddress: 'string',
  scalingOperator: 'string',
  scalingThreshold: 'string',
} as const satisfies ObjectField

const authenticationKind = 'enum:TriggerAuthentication|ClusterTriggerAuthentication = "TriggerAuthentication"'

/** Scaling of one component by KEDA. */
const kedaConfig = {
  ...kedaSettings,
  authenticationRef: {'name!': 'string len 1..', kind: authenticationKind},
} as const satisfies ObjectField

/** The same for a whole service; there the name may be left out. */
export const serviceKedaConfig = {
  ...kedaSettings,
  authenticationRef: {name: 'string len 1..', kind: authenticationKind},
} as const satisfies ObjectField

const scaling = {
  minReplicas: 'int',
  maxReplicas: 'int',
  scaleTarget: 'int',
  scaleMetric: 'enum:cpu|memory|concurrency|rps',
  containerConcurrency: 'int64',
  timeoutSeconds: 'int64',
  canaryTrafficPercent: 'int64',
  kedaConfig,
} as const satisfies ObjectField

/** What every component has: scaling, disruption, labels. The fields of a pod stand beside it. */
export const component = {
  $: '...PodSpec without ephemeralContainers,resources',
  ...scaling,
  labels: '{string}',
  annotations: '{string}',
  minAvailable: 'int|string',
  maxUnavailable: 'int|string',
  deploymentStrategy: {
    type: 'string',
    rollingUpdate: {maxSurge: 'int|string', maxUnavailable: 'int|string'},
  },
} as const satisfies ObjectField

/** The container that runs the engine; its name may be left out. */
const runner = {$: '...Container'} as const satisfies ObjectField

const pod = {$: '...PodSpec without resources', runner: '@Container'} as const satisfies ObjectField

export const workers = {...pod, size: 'int'} as const satisfies ObjectField

export const acceleratorSelector = {
  acceleratorClass: 'string',
  policy: 'enum:BestFit|Cheapest|MostCapable|FirstAvailable',
  constraints: {
    minMemory: 'int64',
    maxMemory: 'int64',
    minComputePerformanceTFLOPS: 'int64',
    minArchitectureVersion: 'string',
    requiredFeatures: '[string] atomic',
    preferredPrecisions: '[string] atomic',
    architectureFamilies: '[string] atomic',
    excludedClasses: '[string] atomic',
  },
} as const satisfies ObjectField

/** Engine and decoder: one pod, or a leader with workers. */
export const engine = {
  ...component,
  runner,
  leader: pod,
  worker: workers,
  acceleratorOverride: acceleratorSelector,
} as const satisfies ObjectField

export const router = {...component, runner, config: '{string}'} as const satisfies ObjectField

/** Runtimes say the same about components, with the whole pod and a runner that has a name. */
const inRuntime = {$: '...PodSpec without resources', runner: '@Container'} as const

export const engineConfig = {...engine, ...inRuntime} as const satisfies ObjectField

export const routerConfig = {...router, ...inRuntime} as const satisfies ObjectField
