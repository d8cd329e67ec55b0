import type {Change} from '@ome/sdk/plan'
import type {Spec} from './revision.ts'

/**
 * Who splits the requests: OME v1.3 by instances, Knative by revisions, a gateway between two services, or a Service in
 * front of the pods of both.
 */
export type Splitter = 'native' | 'serverless' | 'gateway' | 'replicas'

/** A new version of a service beside the old one, as it is written down in the cluster. */
export interface Canary {
  readonly service: string
  readonly namespace: string
  readonly uid: string
  readonly by: Splitter
  /** Share of the requests that it shall have. */
  readonly percent: number
  readonly phase: 'running' | 'promoting' | 'aborting'
  /** What the service was; absent where somebody else began. */
  readonly stable?: Spec
  readonly target: Spec
  /** Pods of a second service. */
  readonly replicas: number
  readonly startedAt: string
  readonly startedBy?: string
  /** Revision of the service's pods before it was told to become the canary; they are new once it is another. */
  readonly movedFrom?: string
}

/** What is in the cluster of it. */
export interface CanaryState {
  /** What the service's own object says now. */
  readonly holds: 'stable' | 'target' | 'other'
  /** Share of the requests it really has, as far as that can be known, and from what. */
  readonly percent?: number
  readonly measured: string
  /** Objects that are missing although they belong to it. */
  readonly missing: readonly string[]
  /** The controller's word for where it is. */
  readonly phase?: string
  /** The controller has done all that was asked of it; undefined where only the pods tell. */
  readonly done?: boolean
}

/** One way of splitting requests. Every list of changes holds only what is still to be done. */
export interface CanaryBackend {
  /** What a person has to know of this split. */
  explain(canary: Canary): readonly string[]
  state(canary: Canary): Promise<CanaryState>
  /** Makes the cluster what the canary says: to begin, to go on after an interruption, and to shift the share. */
  bring(canary: Canary): Promise<readonly Change[]>
  promote(canary: Canary): Promise<readonly Change[]>
  abort(canary: Canary): Promise<readonly Change[]>
  /** What is left when the service has become what it shall be. */
  finish(canary: Canary): Promise<readonly Change[]>
}

/** Canaries of a cluster. */
export interface CanaryStore {
  find(namespace: string, service: string): Promise<Canary | undefined>
  backend(by: Splitter): CanaryBackend
  /** Writes it down; before anything else, so that whoever comes next knows. */
  write(canary: Canary, isNew: boolean): Change
  forget(canary: Canary): Change
}

export const canaryName = (service: string): string => `${service}-canary`
export const routeName = (service: string): string => `${service}-split`
export const frontName = (service: string): string => `${service}-front`

/** Pods of a second service for a share by replicas, and the share that so many really have. */
export function replicasFor(percent: number, stable: number): {readonly replicas: number; readonly percent: number} {
  const replicas = Math.max(1, Math.round((stable * percent) / (100 - percent)))
  return {replicas, percent: Math.round((100 * replicas) / (stable + replicas))}
}

/** Phases of OME v1.3 in which two revisions run, or one was sent back and the service still asks for it. */
export const openPhases: ReadonlySet<string> = new Set([
  'Canarying',
  'Paused',
  'Promoting',
  'RollingBack',
  'RolledBack',
  'Failed',
])

/** Phases in which the new version gets nothing any more: all that is left is to clear it away. */
export const sentBack: ReadonlySet<string> = new Set(['RollingBack', 'RolledBack', 'Failed'])
