import type {KindName} from './crds/custom-kind.ts'
import type {inferenceObjective, inferencePool} from './crds/kaito/gateway.ts'
import type {inferenceSet} from './crds/kaito/inference-set.ts'
import type {modelMirror, multiRoleInference} from './crds/kaito/model.ts'
import type {nodeClaim} from './crds/kaito/node-claim.ts'
import type {ragEngine} from './crds/kaito/rag-engine.ts'
import type {workspace} from './crds/kaito/workspace.ts'
import type {ResourceShape} from './notation/shape.ts'

/** KAITO's kinds and those of others that it creates. Source: the CRDs of KAITO v0.12 and what its chart brings. */
const named = <Name extends KindName>(name: Name): Name => name

const group = 'kaito.sh'

/** Addresses {@link Workspace}. */
export const workspaces = named({
  group,
  version: 'v1beta1',
  plural: 'workspaces',
  kind: 'Workspace',
  namespaced: true,
})
/** Addresses {@link InferenceSet}. */
export const inferenceSets = named({
  group,
  version: 'v1beta1',
  plural: 'inferencesets',
  kind: 'InferenceSet',
  namespaced: true,
})
/** Addresses {@link RagEngine}. */
export const ragEngines = named({
  group,
  version: 'v1beta1',
  plural: 'ragengines',
  kind: 'RAGEngine',
  namespaced: true,
})
/** Addresses {@link MultiRoleInference}. */
export const multiRoleInferences = named({
  group,
  version: 'v1alpha1',
  plural: 'multiroleinferences',
  kind: 'MultiRoleInference',
  namespaced: true,
})
/** Addresses {@link ModelMirror}. */
export const modelMirrors = named({
  group,
  version: 'v1alpha1',
  plural: 'modelmirrors',
  kind: 'ModelMirror',
  namespaced: false,
})
/** Addresses {@link NodeClaim} of Karpenter. */
export const nodeClaims = named({
  group: 'karpenter.sh',
  version: 'v1',
  plural: 'nodeclaims',
  kind: 'NodeClaim',
  namespaced: false,
})
/** Addresses {@link InferencePool} of the Gateway API Inference Extension. */
export const inferencePools = named({
  group: 'inference.networking.k8s.io',
  version: 'v1',
  plural: 'inferencepools',
  kind: 'InferencePool',
  namespaced: true,
})
/** Addresses {@link InferenceObjective} of the Gateway API Inference Extension. */
export const inferenceObjectives = named({
  group: 'inference.networking.x-k8s.io',
  version: 'v1alpha2',
  plural: 'inferenceobjectives',
  kind: 'InferenceObjective',
  namespaced: true,
})

/** A model served or tuned on nodes of its own, in the stored version v1beta1. */
export type Workspace = ResourceShape<typeof workspace>
/** Workspaces of one model, scaled together, in the stored version v1beta1. */
export type InferenceSet = ResourceShape<typeof inferenceSet>
/** A retrieval service, in the stored version v1beta1. */
export type RagEngine = ResourceShape<typeof ragEngine>
/** One model as separate prefill and decode roles. */
export type MultiRoleInference = ResourceShape<typeof multiRoleInference>
/** A copy of a model's weights on a volume of the cluster. */
export type ModelMirror = ResourceShape<typeof modelMirror>
/** A machine that Karpenter, or KAITO through it, asks the cloud for. */
export type NodeClaim = ResourceShape<typeof nodeClaim>
/** Pods of one model behind an endpoint picker. */
export type InferencePool = ResourceShape<typeof inferencePool>
/** The priority of requests to a pool. */
export type InferenceObjective = ResourceShape<typeof inferenceObjective>
