import type {ResourceName} from '../api.ts'

const ome = (plural: string): ResourceName => ({group: 'ome.io', plural})

export const inferenceServices = ome('inferenceservices')
export const baseModels = ome('basemodels')
export const clusterBaseModels = ome('clusterbasemodels')
export const servingRuntimes = ome('servingruntimes')
export const clusterServingRuntimes = ome('clusterservingruntimes')
export const acceleratorClasses = ome('acceleratorclasses')
export const benchmarkJobs = ome('benchmarkjobs')

/** Where the controller and the model agents live. */
export const omeNamespace = 'ome'
