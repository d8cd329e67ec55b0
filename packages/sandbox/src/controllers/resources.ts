import type {ResourceName} from '../api.ts'

const core = (plural: string): ResourceName => ({group: '', plural})

export const pods = core('pods')
export const nodes = core('nodes')
export const services = core('services')
export const endpoints = core('endpoints')
export const events = core('events')
export const namespaces = core('namespaces')
export const configMaps = core('configmaps')
export const secrets = core('secrets')
export const serviceAccounts = core('serviceaccounts')
export const persistentVolumeClaims = core('persistentvolumeclaims')
export const persistentVolumes = core('persistentvolumes')
export const replicationControllers = core('replicationcontrollers')
export const storageClasses: ResourceName = {group: 'storage.k8s.io', plural: 'storageclasses'}
export const priorityClasses: ResourceName = {group: 'scheduling.k8s.io', plural: 'priorityclasses'}
export const deployments: ResourceName = {group: 'apps', plural: 'deployments'}
export const replicaSets: ResourceName = {group: 'apps', plural: 'replicasets'}
export const statefulSets: ResourceName = {group: 'apps', plural: 'statefulsets'}
export const daemonSets: ResourceName = {group: 'apps', plural: 'daemonsets'}
export const jobs: ResourceName = {group: 'batch', plural: 'jobs'}
export const cronJobs: ResourceName = {group: 'batch', plural: 'cronjobs'}
export const autoscalers: ResourceName = {group: 'autoscaling', plural: 'horizontalpodautoscalers'}
export const disruptionBudgets: ResourceName = {group: 'policy', plural: 'poddisruptionbudgets'}
export const endpointSlices: ResourceName = {group: 'discovery.k8s.io', plural: 'endpointslices'}
export const ingresses: ResourceName = {group: 'networking.k8s.io', plural: 'ingresses'}
export const networkPolicies: ResourceName = {group: 'networking.k8s.io', plural: 'networkpolicies'}
export const leases: ResourceName = {group: 'coordination.k8s.io', plural: 'leases'}
export const roles: ResourceName = {group: 'rbac.authorization.k8s.io', plural: 'roles'}
export const roleBindings: ResourceName = {group: 'rbac.authorization.k8s.io', plural: 'rolebindings'}
export const controllerRevisions: ResourceName = {group: 'apps', plural: 'controllerrevisions'}
export const customResourceDefinitions: ResourceName = {
  group: 'apiextensions.k8s.io',
  plural: 'customresourcedefinitions',
}
