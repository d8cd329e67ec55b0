import {inferenceKey} from '@ome/kaito/inference-config'
import {trainingKey} from '@ome/kaito/training-config'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'

/** What a map configures: the training of a tuning Workspace, or the engine of one that serves. */
export type ConfigKind = 'tuning' | 'inference'

export const configKinds: readonly ConfigKind[] = ['tuning', 'inference']

export const dataKey: Readonly<Record<ConfigKind, string>> = {tuning: trainingKey, inference: inferenceKey}

/** Marks maps that others are made of. */
export const templateLabel = {key: 'ome.cli/kind', value: 'kaito-template'} as const

export const modelAnnotation = 'ome.cli/model'
export const methodAnnotation = 'ome.cli/method'

/** A ConfigMap with a configuration in it. */
export interface KeptConfig {
  readonly namespace: string
  readonly name: string
  /** Undefined for a map that holds something else. */
  readonly kind?: ConfigKind
  /** The YAML text below its key. */
  readonly text: string
  readonly isTemplate: boolean
  readonly model?: string
  readonly method?: string
  readonly resourceVersion?: string
}

export function toKeptConfig({metadata, data}: KubeObject): KeptConfig {
  const {name, namespace = '', annotations = {}, labels = {}, resourceVersion} = metadata
  const kind = configKinds.find((one) => typeof data?.[dataKey[one]] === 'string')
  const [model, method] = [annotations[modelAnnotation], annotations[methodAnnotation]]
  return {
    namespace,
    name,
    ...(kind && {kind}),
    text: kind ? data[dataKey[kind]] : '',
    isTemplate: labels[templateLabel.key] === templateLabel.value,
    ...(model !== undefined && {model}),
    ...(method !== undefined && {method}),
    ...(resourceVersion !== undefined && {resourceVersion}),
  }
}

/** A config that shall be kept. */
export type ConfigDraft = Required<Pick<KeptConfig, 'namespace' | 'name' | 'kind' | 'text' | 'isTemplate'>> &
  Pick<KeptConfig, 'model' | 'method'>

/** The ConfigMap of a draft. */
export function configMapOf({namespace, name, kind, text, isTemplate, model, method}: ConfigDraft): KubeObject {
  const annotations = {
    ...(model !== undefined && {[modelAnnotation]: model}),
    ...(method !== undefined && {[methodAnnotation]: method}),
  }
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace,
      ...(isTemplate && {labels: {[templateLabel.key]: templateLabel.value}}),
      ...(Object.keys(annotations).length > 0 && {annotations}),
    },
    data: {[dataKey[kind]]: text},
  }
}

/** Keeps configs in the cluster. */
export interface ConfigStore {
  find(namespace: string, name: string): Promise<KeptConfig | undefined>
  /** Maps labelled as templates. */
  templates(namespace: string): Promise<readonly KeptConfig[]>
  /** Writes the whole map; `overwrites` takes its text over from whoever wrote it. */
  keep(draft: ConfigDraft, overwrites: boolean): NonNullable<Change['write']>
  /** Writes another text into a map that is there, unless somebody else changed it since. */
  change(config: KeptConfig & {readonly kind: ConfigKind}, text: string): NonNullable<Change['write']>
}
