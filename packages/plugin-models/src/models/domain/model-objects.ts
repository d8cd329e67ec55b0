import type {Deleter} from '@ome/inference-model/deletion'
import type {Model} from '@ome/inference-model/model'
import {baseModels, clusterBaseModels} from '@ome/kinds/ome'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'

/** The objects behind models, for those that remove them. */
export interface ModelObjects {
  find(model: Model): Promise<KubeObject | undefined>
  readonly deleter: Deleter
  /** Ends when the deleted objects of a plan are gone; until then says how many are left. */
  untilGone(plan: Plan): AsyncIterable<number>
}

export const resourceOf = ({kind}: Pick<Model, 'kind'>): ResourceRef =>
  kind === 'BaseModel' ? baseModels : clusterBaseModels
