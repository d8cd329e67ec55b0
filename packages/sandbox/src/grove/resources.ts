import type {ResourceName} from '../api.ts'

const grove = (plural: string): ResourceName => ({group: 'grove.io', plural})

export const podCliqueSets = grove('podcliquesets')
export const podCliques = grove('podcliques')
export const podCliqueScalingGroups = grove('podcliquescalinggroups')
export const clusterTopologyBindings = grove('clustertopologybindings')
export const podGangs: ResourceName = {group: 'scheduler.grove.io', plural: 'podgangs'}
export const kaiTopologies: ResourceName = {group: 'kai.scheduler', plural: 'topologies'}
export const kaiPodGroups: ResourceName = {group: 'scheduling.run.ai', plural: 'podgroups'}
export const kaiQueues: ResourceName = {group: 'scheduling.run.ai', plural: 'queues'}

/** What the operator signs its events with. */
export const operatorName = 'grove-operator'

/** The namespace that the operator's own objects live in, as Grove's tests install it. */
export const operatorNamespace = 'grove-system'

/** The name that pods give their scheduler when KAI places them. */
export const kaiScheduler = 'kai-scheduler'
