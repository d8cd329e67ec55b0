import {refusal} from '@ome/installer/policy/policy'
import type {RunningCommand} from '../access/command-access.ts'
import {policyError} from '../access/refusals.ts'
import {knownClusterPolicy} from './cluster-policy.ts'
import {joinPolicies} from './read-policy.ts'

/** Throws `denied` where the copy of the cluster's policy forbids a command that only reads; asks nobody. */
export async function refuseByKnown({subject, files}: RunningCommand, folder: string, now: Date): Promise<void> {
  const known = await knownClusterPolicy(folder, now)
  const refused = known?.policy && refusal(joinPolicies(files, known.policy), subject)
  if (refused) throw policyError(subject.command.replaceAll(':', ' '), refused)
}
