import {ApiError} from '../api.ts'
import {nodes} from './resources.ts'
import type {World} from './world.ts'

/** Pods that a controller makes at one look. Source: kubernetes `pkg/controller/replicaset`, `BurstReplicas`. */
export const burst = 500

/** Pods that a node takes where it does not say so: the kubelet's own limit. */
const usualPods = 110

/**
 * How many pods one set gets, however many it wants: what all nodes take, and a burst that waits for room. More would
 * only wait as well, until the memory of this process is full as the disk of a real cluster would be.
 */
export function mostPods(world: World, {present, wanted}: {readonly present: number; readonly wanted: number}): number {
  if (wanted - present <= burst) return wanted
  const room = world.api
    .list(nodes)
    .reduce((sum, node) => sum + (Number(node.status?.allocatable?.pods ?? usualPods) || usualPods), burst)
  return Math.min(wanted, Math.max(present, room))
}

/** Why a set has fewer pods than it wants. */
export const fullCluster = (most: number, wanted: number): ApiError =>
  new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'InternalError',
    message: `the sandbox makes ${most} of ${wanted} pods: its nodes have no room for more, and more would fill its memory`,
    code: 500,
  })
