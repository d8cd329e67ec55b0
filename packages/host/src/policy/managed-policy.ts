import type {Policy} from '@ome/installer/policy/policy'
import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {callerFolder} from '../access/caller-folder.ts'
import {clusterPolicy, clusterPolicyOrigin, knownClusterPolicy} from './cluster-policy.ts'

const patienceMs = 3000

/**
 * The cluster's policy for commands that change the tool. They must work without a cluster: one that does not answer is
 * represented by the last copy of its policy, however old, and with a warning by nothing where there is none.
 */
export async function managedClusterPolicy(context: Context): Promise<Policy | undefined> {
  const {folders, io, now} = context
  const kube = await context.kube({requestTimeoutMs: patienceMs})
  if (kube.caller === undefined) return undefined
  const folder = callerFolder(folders.cache, kube.caller)
  try {
    return await clusterPolicy(kube, folder, now())
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled' || error.object === clusterPolicyOrigin) throw error
    const known = await knownClusterPolicy(folder, now(), {anyAge: true})
    if (known) return known.policy
    io.err(`warning: the policy of the cluster cannot be read and does not count: ${error.message}\n`)
    return undefined
  }
}
