import type {Model} from '@ome/inference-model/model'

/** `hidden`: this person may not read it, so that nobody knows whether it is there. */
export type ModelFinding = {readonly state: 'found'; readonly model: Model} | {readonly state: 'gone' | 'hidden'}

export interface ModelStore {
  /** `perNode`: what each node reports, of a model that is not ready. */
  find(
    name: string,
    kind: 'BaseModel' | 'ClusterBaseModel' | undefined,
    namespace: string,
    perNode?: boolean,
  ): Promise<ModelFinding>
}
