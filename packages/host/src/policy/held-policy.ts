import type {Policy} from '@ome/installer/policy/policy'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type HeldPolicy, policyKey} from './policy-key.ts'

/** The policy a command of the host works under. Asks the cluster only for commands that change the tool. */
export async function policyOf(context: Context): Promise<Policy> {
  const held: HeldPolicy | undefined = Reflect.get(context, policyKey)
  if (held === undefined) throw new OmeError('bug', 'the command was started without the policies it works under')
  const {joinPolicies} = await import('./read-policy.ts')
  if (!held.manages) return joinPolicies(held.files)
  const {managedClusterPolicy} = await import('./managed-policy.ts')
  return joinPolicies(held.files, await managedClusterPolicy(context))
}
