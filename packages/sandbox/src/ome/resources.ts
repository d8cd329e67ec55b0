import type {ResourceName} from '../api.ts'

const ome = (plural: string): ResourceName => ({group: 'ome.io', plural})

export const inferenceServices = ome('inferenceservices')
export const baseModels = ome('basemodels')
export const clusterBaseModels = ome('clusterbasemodels')
export const servingRuntimes = ome('servingruntimes')
export const clusterServingRuntimes = ome('clusterservingruntimes')
export const acceleratorClasses = ome('acceleratorclasses')
export const benchmarkJobs = ome('benchmarkjobs')
export const fineTunedWeights = ome('finetunedweights')
export const inferenceReplicas = ome('inferencereplicas')

/** Where the controller and the model agents live. */
export const omeNamespace = 'ome'

export const leaderWorkerSets: ResourceName = {group: 'leaderworkerset.x-k8s.io', plural: 'leaderworkersets'}
export const scaledObjects: ResourceName = {group: 'keda.sh', plural: 'scaledobjects'}
export const httpRoutes: ResourceName = {group: 'gateway.networking.k8s.io', plural: 'httproutes'}
export const gateways: ResourceName = {group: 'gateway.networking.k8s.io', plural: 'gateways'}
export const knativeServices: ResourceName = {group: 'serving.knative.dev', plural: 'services'}
export const virtualServices: ResourceName = {group: 'networking.istio.io', plural: 'virtualservices'}
export const podMonitors: ResourceName = {group: 'monitoring.coreos.com', plural: 'podmonitors'}
