import type {Policy} from '@ome/installer/policy/policy'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {callerFolder} from '../access/caller-folder.ts'
import {type HeldPolicy, policyKey} from './policy-key.ts'

/** All policies that hold for the commands of a cluster; the cluster's own is read anew. */
export async function policyInCluster(context: Context, kube: KubeClient): Promise<Policy> {
  const held = heldPolicy(context)
  const [{joinPolicies}, {clusterPolicy}] = await Promise.all([
    import('./read-policy.ts'),
    import('./cluster-policy.ts'),
  ])
  if (kube.caller === undefined) return joinPolicies(held.files)
  const folder = callerFolder(context.folders.cache, kube.caller)
  return joinPolicies(held.files, await clusterPolicy(kube, folder, context.now(), {anew: true}))
}

function heldPolicy(context: Context): HeldPolicy {
  const held: HeldPolicy | undefined = Reflect.get(context, policyKey)
  if (held === undefined) throw new OmeError('bug', 'the command was started without the policies it works under')
  return held
}

/** The policy a command of the host works under. Asks the cluster only for commands that change the tool. */
export async function policyOf(context: Context): Promise<Policy> {
  const held = heldPolicy(context)
  const {joinPolicies} = await import('./read-policy.ts')
  if (!held.manages) return joinPolicies(held.files)
  const {managedClusterPolicy} = await import('./managed-policy.ts')
  return joinPolicies(held.files, await managedClusterPolicy(context))
}
