import * as kinds from '@ome/kinds/kubeflow'
import type {ResourceName} from '../api.ts'

const of = ({group, plural}: {readonly group: string; readonly plural: string}): ResourceName => ({group, plural})

export const notebooks = of(kinds.notebooks)
export const workspaces = of(kinds.notebookWorkspaces)
export const workspaceKinds = of(kinds.workspaceKinds)
export const podDefaults = of(kinds.podDefaults)
export const profiles = of(kinds.profiles)
export const tensorboards = of(kinds.tensorboards)
export const trainJobs = of(kinds.trainJobs)
export const trainingRuntimes = of(kinds.trainingRuntimes)
export const clusterTrainingRuntimes = of(kinds.clusterTrainingRuntimes)
export const jobSets = of(kinds.jobSets)
export const kserveServices = of(kinds.kserveServices)
export const virtualServices = of(kinds.virtualServices)
export const authorizationPolicies = of(kinds.authorizationPolicies)
