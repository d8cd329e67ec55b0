import type {KubeObject} from '@ome/sdk/kube'
import {type AdapterSource, adapterEntry} from './adapter-source.ts'

/** Annotations that KAITO reads. Source: KAITO v0.12.0 `api/v1beta1/labels.go`. */
export const annotation = {
  runtime: 'kaito.sh/runtime',
  loadBalancer: 'kaito.sh/enablelb',
  noBenchmark: 'kaito.sh/disable-benchmark',
  performanceMode: 'kaito.sh/performance-mode',
  bypassChecks: 'kaito.sh/bypass-resource-checks',
} as const

/** Annotations of the KEDA scaler for InferenceSets. Source: kaito-project/keda-kaito-scaler. */
export const scalerAnnotation = {
  provision: 'scaledobject.kaito.sh/auto-provision',
  min: 'scaledobject.kaito.sh/min-replicas',
  max: 'scaledobject.kaito.sh/max-replicas',
} as const

/** Where an object runs. */
export interface PlaceDraft {
  /** Absent where nodes are the cluster's own. */
  readonly instanceType?: string
  readonly matchLabels: Readonly<Record<string, string>>
}

export interface InferenceDraft {
  readonly preset?: string
  /** Secret with HF_TOKEN. */
  readonly secret?: string
  /** ConfigMap with `inference_config.yaml`. */
  readonly config?: string
  readonly adapters?: readonly AdapterSource[]
  /** A pod template in place of a preset. */
  readonly template?: unknown
}

export interface TuningDraft {
  readonly preset: string
  readonly secret?: string
  readonly method: string
  /** ConfigMap with `training_config.yaml`. */
  readonly config?: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output: Readonly<Record<string, unknown>>
}

export interface ObjectDraft {
  readonly name: string
  readonly namespace: string
  readonly place: PlaceDraft
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

export interface ReplicaDraft {
  /** Absent where an autoscaler chooses. */
  readonly replicas?: number
}

/** A Workspace that serves or tunes. */
export const workspaceDraft = (
  draft: ObjectDraft & ({readonly inference: InferenceDraft} | {readonly tuning: TuningDraft}),
): KubeObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'Workspace',
  metadata: metadataOf(draft),
  resource: {...instanceTypeOf(draft.place), labelSelector: {matchLabels: {...draft.place.matchLabels}}},
  ...('tuning' in draft ? {tuning: tuningOf(draft.tuning)} : {inference: inferenceOf(draft.inference)}),
})

/**
 * An InferenceSet. What KAITO reads of a Workspace's annotations stands on the template too: the set's children get those
 * alone.
 */
export function inferenceSetDraft(
  draft: ObjectDraft & {readonly inference: InferenceDraft} & ReplicaDraft,
): KubeObject {
  const {annotations = {}, place, inference, replicas} = draft
  const ofChildren = Object.entries(annotations).filter(([key]) => key.startsWith('kaito.sh/'))
  return {
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'InferenceSet',
    metadata: metadataOf(draft),
    spec: {
      ...(replicas !== undefined && {replicas}),
      labelSelector: {matchLabels: {...place.matchLabels}},
      template: {
        ...(ofChildren.length > 0 && {metadata: {annotations: Object.fromEntries(ofChildren)}}),
        resource: instanceTypeOf(place),
        inference: inferenceOf(inference),
      },
    },
  }
}

/** The ConfigMap of an engine's or a training's settings. */
export const configMapDraft = (
  {name, namespace, labels}: Pick<ObjectDraft, 'name' | 'namespace' | 'labels'>,
  data: Readonly<Record<string, string>>,
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, namespace, ...(labels && {labels: {...labels}})},
  data: {...data},
})

const metadataOf = ({name, namespace, labels = {}, annotations = {}}: ObjectDraft): KubeObject['metadata'] => ({
  name,
  namespace,
  ...(Object.keys(labels).length > 0 && {labels: {...labels}}),
  ...(Object.keys(annotations).length > 0 && {annotations: {...annotations}}),
})

const instanceTypeOf = ({instanceType}: PlaceDraft): Record<string, unknown> =>
  instanceType === undefined ? {} : {instanceType}

const presetOf = (name: string, secret: string | undefined): Record<string, unknown> => ({
  preset: {name, ...(secret !== undefined && {presetOptions: {modelAccessSecret: secret}})},
})

const inferenceOf = ({preset, secret, config, adapters = [], template}: InferenceDraft): Record<string, unknown> => ({
  ...(preset !== undefined && presetOf(preset, secret)),
  ...(template !== undefined && {template}),
  ...(config !== undefined && {config}),
  ...(adapters.length > 0 && {adapters: adapters.map(adapterEntry)}),
})

const tuningOf = ({preset, secret, method, config, input, output}: TuningDraft): Record<string, unknown> => ({
  ...presetOf(preset, secret),
  method: method.toLowerCase(),
  ...(config !== undefined && {config}),
  input,
  output,
})
