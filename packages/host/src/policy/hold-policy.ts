import type {Subject} from '@ome/installer/policy/policy'
import {hasPolicyFiles, noPolicyFiles, type PolicyFiles, type PolicyPlaces} from './policy-places.ts'

/** A command that is about to run. */
export interface Starting extends Subject {
  readonly command: string
  /** Its plugin is a folder under development. */
  readonly isLinked: boolean
}

/** The policies of the files, after asking them whether the command may run. Throws `denied` when it may not. */
export async function holdPolicy(places: PolicyPlaces, starting: Starting): Promise<PolicyFiles> {
  if (!hasPolicyFiles(places)) return noPolicyFiles
  const [{refusal}, {joinPolicies, readPolicyFiles}, {policyError}] = await Promise.all([
    import('@ome/installer/policy/policy'),
    import('./read-policy.ts'),
    import('../access/refusals.ts'),
  ])
  const files = await readPolicyFiles(places)
  const policy = joinPolicies(files)
  const refused =
    starting.isLinked && !policy.link
      ? {message: 'plugins under development may not be linked', origin: policy.origins['link'] ?? 'of this machine'}
      : refusal(policy, starting)
  if (refused) throw policyError(starting.command.replaceAll(':', ' '), refused)
  return files
}
