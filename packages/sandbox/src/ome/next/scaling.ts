import type {ApiObject} from '../../api.ts'
import {type ChildInput, childMeta} from '../child-input.ts'
import {asFields, type Fields, list} from '../merge.ts'
import {componentName} from '../names.ts'
import {autoscalerClass, componentAutoscaler, scaledObjectName} from '../scaling.ts'

/** Who scales a component, and where that was said. */
export interface Scaling {
  readonly class: 'HPA' | 'KEDA' | 'External' | 'None'
  readonly source: 'isvc' | 'runtime' | 'legacy' | 'default'
  readonly settings: Fields
}

const classes = ['HPA', 'KEDA', 'External', 'None'] as const
const classOf = (value: unknown): Scaling['class'] | undefined => classes.find((one) => one === value)

/** The service's word, the runtime's, an annotation of v0.1 (Deployments only), else an HPA on 80 % CPU. */
export function scalingOf({service, component, runtime, mode}: ChildInput): Scaling {
  const own = asFields(asFields(service.spec[component])['autoscaler'])
  const inherited = asFields(asFields(runtime?.spec?.[`${component}Config`])['autoscaler'])
  for (const [settings, source] of [
    [own, 'isvc'],
    [inherited, 'runtime'],
  ] as const) {
    const named = classOf(settings['class'])
    if (named) return {class: named, source, settings}
  }
  if (mode === 'RawDeployment' && service.metadata.annotations?.['ome.io/autoscalerClass']) {
    return {class: autoscalerClass(service) === 'external' ? 'External' : 'HPA', source: 'legacy', settings: {}}
  }
  return {class: 'HPA', source: 'default', settings: {}}
}

/** What the autoscaler of a component acts on. */
export const scaleTarget = ({
  service,
  component,
  mode,
}: ChildInput): {apiVersion: string; kind: string; name: string} => ({
  ...(mode === 'OMENative'
    ? {apiVersion: 'ome.io/v1beta1', kind: 'InferenceReplica'}
    : {apiVersion: 'apps/v1', kind: 'Deployment'}),
  name: componentName(service.metadata.name, component),
})

/** The HPA of a component. */
export function nextAutoscaler(input: ChildInput, {settings}: Scaling): ApiObject {
  const base = componentAutoscaler(input)
  const hpa = asFields(settings['hpa'])
  return {
    ...base,
    spec: {
      ...base.spec,
      scaleTargetRef: scaleTarget(input),
      ...(hpa['metrics'] ? {metrics: hpa['metrics']} : {}),
      ...(hpa['behavior'] ? {behavior: hpa['behavior']} : {}),
    },
  }
}

/** The ScaledObject of a component, with the triggers its autoscaler names. */
export function nextScaledObject(input: ChildInput, {settings}: Scaling): ApiObject {
  const keda = asFields(settings['keda'])
  const {minReplicas = 1, maxReplicas = 3} = input.merged.settings
  const optional = ['advanced', 'pollingInterval', 'cooldownPeriod', 'idleReplicaCount', 'fallback'] as const
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: childMeta(input, scaledObjectName(input.service.metadata.name, input.component)),
    spec: {
      scaleTargetRef: scaleTarget(input),
      minReplicaCount: Number(minReplicas),
      maxReplicaCount: Math.max(Number(minReplicas), Number(maxReplicas)),
      triggers: list(keda['triggers']),
      ...Object.fromEntries(optional.flatMap((name) => (keda[name] === undefined ? [] : [[name, keda[name]]]))),
    },
  }
}
