import type {Generation} from '@ome/inference-model/generation'
import type {Runtime} from '@ome/inference-model/runtime'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import type {FieldSchema} from './schema-path.ts'

/** The objects of runtimes, and what the API takes for one. */
export interface RuntimeObjects {
  find(runtime: Pick<Runtime, 'kind' | 'name' | 'namespace'>): Promise<KubeObject | undefined>
  /** Schema of `spec` in a generation of OME. */
  schema(generation: Generation): Promise<FieldSchema>
  /** What the API of a generation has against an object: unknown fields, wrong types, limits. */
  problems(object: KubeObject, generation: Generation): Promise<readonly string[]>
  create(object: KubeObject, reason: string): Change
  /** Throws as a write of the object would, webhooks included; changes nothing. */
  tryApply(object: KubeObject): Promise<void>
}
