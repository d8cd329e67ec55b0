import type {ApiObject} from '../api.ts'
import {durationMs} from '../kubelet/faults.ts'
import type {ContainerSpec} from '../kubelet/workload.ts'
import {label} from './names.ts'

export interface TopologyConstraint {
  readonly topologyName?: string
  readonly pack?: {readonly required?: string; readonly preferred?: string}
  readonly packDomain?: string
}

export interface AutoScaling {
  readonly minReplicas?: number
  readonly maxReplicas: number
  readonly metrics?: readonly unknown[]
}

export interface PodSpec {
  readonly schedulerName?: string
  readonly containers?: readonly ContainerSpec[]
  readonly initContainers?: readonly ContainerSpec[]
  readonly volumes?: readonly unknown[]
  readonly restartPolicy?: string
  readonly terminationGracePeriodSeconds?: number
  readonly nodeName?: string
  readonly topologySpreadConstraints?: readonly unknown[]
  readonly [field: string]: unknown
}

export interface CliqueTemplate {
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly topologyConstraint?: TopologyConstraint
  readonly resourceSharing?: readonly unknown[]
  readonly spec: {
    readonly roleName: string
    readonly replicas: number
    readonly minAvailable?: number
    readonly podSpec: PodSpec
    readonly startsAfter?: readonly string[]
    readonly autoScalingConfig?: AutoScaling
  }
}

export interface GroupTemplate {
  readonly name: string
  readonly cliqueNames: readonly string[]
  readonly replicas?: number
  readonly minAvailable?: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly scaleConfig?: AutoScaling
  readonly topologyConstraint?: TopologyConstraint
  readonly resourceSharing?: readonly unknown[]
}

export interface SetTemplate {
  readonly cliques: readonly CliqueTemplate[]
  readonly podCliqueScalingGroups?: readonly GroupTemplate[]
  readonly cliqueStartupType?: string
  readonly headlessServiceConfig?: {readonly publishNotReadyAddresses?: boolean}
  readonly priorityClassName?: string
  readonly terminationDelay?: string
  readonly topologyConstraint?: TopologyConstraint
  readonly resourceClaimTemplates?: readonly unknown[]
  readonly resourceSharing?: readonly unknown[]
}

/** The template of a set. */
export const templateOf = (set: ApiObject): SetTemplate => set['spec'].template

/** The scaling groups of a template; none is the rule. */
export const groupsOf = (template: SetTemplate): readonly GroupTemplate[] => template.podCliqueScalingGroups ?? []

/** The scaling group a clique belongs to; undefined for a clique that stands alone. */
export const groupOfClique = (template: SetTemplate, clique: string): GroupTemplate | undefined =>
  groupsOf(template).find((group) => group.cliqueNames.includes(clique))

/** The cliques that belong to no scaling group. */
export const standaloneCliques = (template: SetTemplate): readonly CliqueTemplate[] =>
  template.cliques.filter((clique) => groupOfClique(template, clique.name) === undefined)

/** The cliques of a scaling group, in the group's order. */
export const membersOf = (template: SetTemplate, group: GroupTemplate): readonly CliqueTemplate[] =>
  group.cliqueNames.flatMap((name) => template.cliques.find((clique) => clique.name === name) ?? [])

/** How many pods of a clique have to work; all of them unless it says otherwise. */
export const minAvailableOf = (clique: CliqueTemplate): number => clique.spec.minAvailable ?? clique.spec.replicas

/** How long less than the minimum may be available before the gang is ended, in milliseconds. */
export const terminationDelayMs = (set: ApiObject): number =>
  durationMs(templateOf(set).terminationDelay) ?? 4 * 3_600_000

/** True when a new template reaches a pod only as somebody deletes it. */
export const updatesOnDelete = (set: ApiObject): boolean => set['spec'].updateStrategy?.type === 'OnDelete'

/** A number that Grove keeps in a label; -1 where there is none. */
export const indexIn = (object: ApiObject, key: string): number => Number(object.metadata.labels?.[key] ?? -1)

/** The name of the set an object belongs to. */
export const setNameOf = (object: ApiObject): string => object.metadata.labels?.[label.partOf] ?? ''
