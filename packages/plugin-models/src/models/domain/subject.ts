import type {Hub, HubDetails} from '@ome/inference-model/hub/hub'
import type {ListedModel} from '@ome/inference-model/listed-model'
import type {PriceSource} from '@ome/pricing/quote'
import type {Cluster, ClusterFacts} from '../../domain/cluster.ts'
import {type Metadata, metadataOf, metadataOfModel} from '../../domain/metadata.ts'

/** A model that is looked at: one of the cluster, or one of the hub. */
export interface Subject {
  /** As it is called where it is: object name or hub id. */
  readonly name: string
  readonly metadata: Metadata
  /** Absent for a model of the hub. */
  readonly model?: ListedModel
  readonly hub?: HubDetails
  /** What its figures were read from, for a person. */
  readonly read: string
}

export const hubSubject = (details: HubDetails): Subject => ({
  name: details.id,
  metadata: metadataOf(details),
  hub: details,
  read: `model hub, revision ${details.commit?.slice(0, 8) ?? details.revision}`,
})

export const clusterSubject = (model: ListedModel, details?: HubDetails): Subject => ({
  name: model.name,
  metadata: metadataOfModel(model, details),
  model,
  ...(details && {hub: details}),
  read: details
    ? `${model.kind} and model hub`
    : `${model.kind}${model.configuration === undefined ? '' : ', config.json included'}`,
})

/** Whether the hub can tell what the cluster does not: layers and heads of the model. */
export const isOpen = ({metadata, model}: Subject): boolean =>
  metadata.shape === undefined && model?.storage.scheme === 'hf'

/** A model as a hub id: `hf://org/name@revision` without its scheme. Undefined for other storage. */
export const hubIdOf = ({storage}: ListedModel): string | undefined =>
  storage.uri?.startsWith('hf://') ? storage.uri.slice('hf://'.length) : undefined

/** What the cluster has around a subject. Absent where there is no cluster to ask. */
export type Around = ClusterFacts | undefined

/** Where models are looked for. */
export interface SubjectPorts {
  readonly hub: Hub
  /** A model of the hub needs no cluster: it is asked for late. */
  readonly cluster: () => Promise<Cluster>
  note(text: string): void
}

/** What an estimate takes besides. */
export interface EstimatePorts extends SubjectPorts {
  /** The person's own prices. */
  prices(): Promise<PriceSource | undefined>
}
