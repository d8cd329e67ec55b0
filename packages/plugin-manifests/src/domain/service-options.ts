import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Parameter, Template} from './template.ts'

/** What a service is made of when no template says it; absent fields were not typed. */
export interface ServiceOptions {
  readonly replicas?: number | undefined
  readonly autoscale?: boolean | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly monitoring?: boolean | undefined
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Prefill and decode on pods of their own. */
  readonly disaggregated: boolean
}

/** A template of one use. Throws `usage` for options that contradict each other. */
export function templateOf(options: ServiceOptions): Template {
  const {env, labels, monitoring, disaggregated} = options
  const replicas = rangeOf(options)
  const variables = Object.entries(env).map(([name, value]) => ({name, value}))
  const object: KubeObject = {
    apiVersion: 'ome.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: '',
      ...(Object.keys(labels).length > 0 && {labels: {...labels}}),
      ...(monitoring === undefined ? {} : {annotations: {'ome.io/enable-prometheus-scraping': String(monitoring)}}),
    },
    spec: {
      engine: {...replicas, ...(variables.length > 0 && {runner: {name: 'ome-container', env: variables}})},
      ...(disaggregated && {decoder: replicas, router: {}}),
    },
  }
  return {
    name: '',
    summary: '',
    parameters: ['name', 'model', 'runtime'].map(open),
    object,
    runtime: disaggregated ? {disaggregated: true} : {},
  }
}

const fieldsOf: Readonly<Record<string, string>> = {
  name: 'metadata.name',
  model: 'spec.model.name',
  runtime: 'spec.runtime.name',
}

const open = (name: string): Parameter => ({
  name,
  fields: [fieldsOf[name] ?? name],
  type: 'text',
  optional: true,
  description: name,
})

function rangeOf({replicas, autoscale, min, max}: ServiceOptions): {minReplicas: number; maxReplicas: number} {
  const isBounded = min !== undefined || max !== undefined
  if (!(autoscale ?? isBounded)) {
    if (isBounded) throw new OmeError('usage', '--min-replicas and --max-replicas need --autoscale')
    return {minReplicas: replicas ?? 1, maxReplicas: replicas ?? 1}
  }
  const low = min ?? Math.min(1, max ?? 1)
  const high = max ?? Math.max(3, low, replicas ?? 0)
  if (low > high) throw new OmeError('usage', `--min-replicas ${low} is more than --max-replicas ${high}`)
  if (replicas !== undefined && (replicas < low || replicas > high))
    throw new OmeError('usage', `--replicas ${replicas} lies outside ${low} to ${high}`)
  return {minReplicas: low, maxReplicas: high}
}
