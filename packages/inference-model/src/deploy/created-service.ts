import {at, type Fields, list} from '@ome/capacity/fields'
import {inferenceServices} from '@ome/kinds/ome'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import {autoSelection} from '../auto-selection.ts'
import {monitoringAnnotation, reasonAnnotation} from './request.ts'
import type {ServiceDraft} from './service-draft.ts'

/** The creation of a service that was decided. */
export const createdService = (draft: ServiceDraft): Change => ({
  action: 'create',
  object: {kind: 'inferenceservice', name: draft.name, namespace: draft.namespace},
  reason: `serves ${draft.model.name} with ${draft.runtime.name}`,
  write: {
    method: 'apply',
    toldWarnings: autoSelection,
    resource: inferenceServices,
    body: toInferenceService(draft),
  },
})

/** The object that a draft means, with nothing in it that was not decided. */
export function toInferenceService(draft: ServiceDraft): KubeObject {
  const {range, env, base = {}} = draft
  const replicas = {minReplicas: range.min, maxReplicas: range.max}
  const kept = list(at(base, 'spec', 'engine', 'runner', 'env')).filter((each) => !(String(at(each, 'name')) in env))
  const typed = Object.entries(env).map(([name, value]) => ({name, value}))
  const variables = [...kept, ...typed]
  const made = {
    apiVersion: 'ome.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: draft.name,
      namespace: draft.namespace,
      ...(Object.keys(draft.labels).length > 0 && {labels: {...draft.labels}}),
      annotations: {
        [reasonAnnotation]: draft.runtime.reason,
        ...(draft.monitoring && {[monitoringAnnotation]: 'true'}),
      },
    },
    spec: {
      model: {name: draft.model.name, kind: draft.model.kind},
      runtime: {name: draft.runtime.name, kind: draft.runtime.kind},
      ...(draft.acceleratorClass !== undefined && {acceleratorSelector: {acceleratorClass: draft.acceleratorClass}}),
      engine: {
        ...replicas,
        ...(draft.nodeSelector !== undefined && {nodeSelector: {...draft.nodeSelector}}),
        ...(typed.length > 0 && {runner: {name: 'ome-container', env: variables}}),
      },
      ...(draft.withDecoder && {decoder: {...replicas, ...map(at(base, 'spec', 'decoder'))}}),
      ...(draft.withRouter && {router: {}}),
    },
  }
  return {...made, ...joined(base, made)}
}

/** What is decided over what was there. */
function joined(base: Fields, over: Fields): Record<string, unknown> {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])]
  return Object.fromEntries(
    keys.map((key) => {
      const [below, above] = [base[key], over[key]]
      const both = isMap(below) && isMap(above)
      return [key, both ? joined(below, above) : (above ?? below)]
    }),
  )
}

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

const map = (value: unknown): Fields => (isMap(value) ? value : {})
