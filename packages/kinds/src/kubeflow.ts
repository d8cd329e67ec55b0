import type {KindName} from './crds/custom-kind.ts'

/**
 * Kinds of Kubeflow and of what it leans on. Derived from their public API documentation: Notebooks v1 and v2, Profiles,
 * Trainer 2.2, Training Operator 1.9, JobSet 0.8, KServe 0.15, Istio 1.24. Only the fields that clients use are named.
 */
const named = <Name extends KindName>(name: Name): Name => name

const namespaced = true
const kubeflow = 'kubeflow.org'
const trainer = 'trainer.kubeflow.org'

/** Addresses the Notebook of Notebooks v1. */
export const notebooks = named({group: kubeflow, version: 'v1', plural: 'notebooks', kind: 'Notebook', namespaced})
/** Addresses the Workspace of Notebooks v2; KAITO's has the same name in another group. */
export const notebookWorkspaces = named({
  group: kubeflow,
  version: 'v1beta1',
  plural: 'workspaces',
  kind: 'Workspace',
  namespaced,
})
/** Addresses the WorkspaceKind of Notebooks v2. */
export const workspaceKinds = named({
  group: kubeflow,
  version: 'v1beta1',
  plural: 'workspacekinds',
  kind: 'WorkspaceKind',
  namespaced: false,
})
/** Addresses the Profile: a namespace with its owner. */
export const profiles = named({group: kubeflow, version: 'v1', plural: 'profiles', kind: 'Profile', namespaced: false})
/** Addresses the PodDefault. */
export const podDefaults = named({
  group: kubeflow,
  version: 'v1alpha1',
  plural: 'poddefaults',
  kind: 'PodDefault',
  namespaced,
})
/** Addresses the PVCViewer. */
export const pvcViewers = named({
  group: kubeflow,
  version: 'v1alpha1',
  plural: 'pvcviewers',
  kind: 'PVCViewer',
  namespaced,
})
/** Addresses the Tensorboard. */
export const tensorboards = named({
  group: 'tensorboard.kubeflow.org',
  version: 'v1alpha1',
  plural: 'tensorboards',
  kind: 'Tensorboard',
  namespaced,
})
/** Addresses the TrainJob of Trainer v2. */
export const trainJobs = named({group: trainer, version: 'v1alpha1', plural: 'trainjobs', kind: 'TrainJob', namespaced})
/** Addresses the TrainingRuntime of a namespace. */
export const trainingRuntimes = named({
  group: trainer,
  version: 'v1alpha1',
  plural: 'trainingruntimes',
  kind: 'TrainingRuntime',
  namespaced,
})
/** Addresses the ClusterTrainingRuntime. */
export const clusterTrainingRuntimes = named({
  group: trainer,
  version: 'v1alpha1',
  plural: 'clustertrainingruntimes',
  kind: 'ClusterTrainingRuntime',
  namespaced: false,
})
/** Addresses the PyTorchJob of the Training Operator. */
export const pytorchJobs = named({
  group: kubeflow,
  version: 'v1',
  plural: 'pytorchjobs',
  kind: 'PyTorchJob',
  namespaced,
})
/** Addresses the JobSet. */
export const jobSets = named({
  group: 'jobset.x-k8s.io',
  version: 'v1alpha2',
  plural: 'jobsets',
  kind: 'JobSet',
  namespaced,
})
/** Addresses the InferenceService of KServe; OME's has the same name in another group. */
export const kserveServices = named({
  group: 'serving.kserve.io',
  version: 'v1beta1',
  plural: 'inferenceservices',
  kind: 'InferenceService',
  namespaced,
})
/** Addresses Istio's VirtualService. */
export const virtualServices = named({
  group: 'networking.istio.io',
  version: 'v1',
  plural: 'virtualservices',
  kind: 'VirtualService',
  namespaced,
})
/** Addresses Istio's AuthorizationPolicy. */
export const authorizationPolicies = named({
  group: 'security.istio.io',
  version: 'v1',
  plural: 'authorizationpolicies',
  kind: 'AuthorizationPolicy',
  namespaced,
})
