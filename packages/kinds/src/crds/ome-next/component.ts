import type {ObjectField} from '../../notation/field.ts'
import {acceleratorSelector, component as before} from '../ome/component.ts'

/** Scaling of one component: an HPA, KEDA, something outside, or nothing. */
const autoscaler = {
  'class!': 'enum:HPA|KEDA|External|None',
  hpa: {metrics: '[@autoscaling/v2/MetricSpec] atomic', behavior: '@autoscaling/v2/HorizontalPodAutoscalerBehavior'},
  keda: {
    triggers: {'[]': 'raw', $: 'atomic'},
    advanced: 'raw',
    pollingInterval: 'int32',
    cooldownPeriod: 'int32',
    idleReplicaCount: 'int32',
    fallback: 'raw',
  },
} as const satisfies ObjectField

export const policyRef = {'name!': 'string'} as const satisfies ObjectField

const {labels, annotations, minAvailable, maxUnavailable, deploymentStrategy} = before

/** What every component has in v1.3: the single metrics, targets and traffic shares of v0.1 are gone. */
const component = {
  $: '...PodSpec without ephemeralContainers,resources',
  minReplicas: 'int',
  maxReplicas: 'int',
  timeoutSeconds: 'int64',
  labels,
  annotations,
  minAvailable,
  maxUnavailable,
  deploymentStrategy,
  servicePortAppProtocols: '{string}',
  lifecycle: 'raw',
  autoscaler,
  autoscalerPolicyRef: policyRef,
} as const satisfies ObjectField

const runner = {$: '...Container'} as const satisfies ObjectField
const pod = {$: '...PodSpec without resources', runner: '@Container'} as const satisfies ObjectField

export const engine = {
  ...component,
  runner,
  leader: pod,
  worker: {...pod, size: 'int'},
  acceleratorOverride: acceleratorSelector,
  topologyKey: 'string',
  topologySpread: 'enum:Preferred|Required',
  topologySpreadKey: 'string',
} as const satisfies ObjectField

export const router = {...component, runner, config: '{string}'} as const satisfies ObjectField

/** Runtimes say the same about components, with the whole pod and a runner that has a name. */
const inRuntime = {$: '...PodSpec without resources', runner: '@Container'} as const

export const engineConfig = {...engine, ...inRuntime} as const satisfies ObjectField
export const routerConfig = {...router, ...inRuntime} as const satisfies ObjectField
