import {statSync} from 'node:fs'
import {join} from 'node:path'
import type {Policy} from '@ome/installer/policy/policy'

/** The machine's policy: only its administrator can change it. */
export const systemPolicyPath = '/etc/ome/policy.yaml'

export interface PolicyPlaces {
  /** Path of the machine's policy. */
  readonly system: string
  /** The data folder. */
  readonly data: string
  /** Path in OME_POLICY. */
  readonly named: string | undefined
}

/** The policies that were found, outermost first; the cluster's is joined when it is known. */
export interface PolicyFiles {
  readonly system: Policy | undefined
  readonly own: readonly Policy[]
}

export const noPolicyFiles: PolicyFiles = {system: undefined, own: []}

export const ownPolicyPath = (data: string): string => join(data, 'policy.yaml')

/** Whether there is any file to read: two looks at the disk in a start without policies. */
export const hasPolicyFiles = ({system, data, named}: PolicyPlaces): boolean =>
  Boolean(named) || mayBeThere(system) || mayBeThere(ownPolicyPath(data))

/** What cannot be looked at is there: reading it says what is wrong. */
function mayBeThere(path: string): boolean {
  try {
    return statSync(path, {throwIfNoEntry: false}) !== undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error) return true
    throw error
  }
}
