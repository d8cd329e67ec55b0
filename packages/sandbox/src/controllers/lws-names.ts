import {createHash} from 'node:crypto'
import type {ResourceName} from '../api.ts'

export const leaderWorkerSets: ResourceName = {group: 'leaderworkerset.x-k8s.io', plural: 'leaderworkersets'}

const prefix = 'leaderworkerset.sigs.k8s.io'

/** Labels of LeaderWorkerSet 0.8 on pods and StatefulSets. */
export const label = {
  name: `${prefix}/name`,
  groupIndex: `${prefix}/group-index`,
  workerIndex: `${prefix}/worker-index`,
  groupKey: `${prefix}/group-key`,
  revision: `${prefix}/template-revision-hash`,
} as const

export const annotation = {
  size: `${prefix}/size`,
  leader: `${prefix}/leader-name`,
  replicas: `${prefix}/replicas`,
  topology: `${prefix}/exclusive-topology`,
} as const

/** What tells the pods of one group from all others: a hash of the leader's place and name. */
export const groupKey = (namespace: string | undefined, leader: string): string =>
  createHash('sha1').update(`${namespace}/${leader}`).digest('hex')
