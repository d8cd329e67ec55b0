import {refusal} from '@ome/installer/policy/policy'
import type {TypedLine} from '@ome/sdk/context'
import {commandForms, commandName} from '../access/command-forms.ts'
import {policyError} from '../access/refusals.ts'
import type {RunningCommand} from '../access/running-command.ts'
import {knownClusterPolicy} from './cluster-policy.ts'
import {joinPolicies} from './read-policy.ts'

/** Throws `denied` where the copy of the cluster's policy forbids a command; asks nobody. */
export async function refuseByKnown(
  {subject, files, manifest}: RunningCommand,
  {operands}: TypedLine,
  {folder, now}: {readonly folder: string; readonly now: Date},
): Promise<void> {
  const known = await knownClusterPolicy(folder, now)
  if (!known?.policy) return
  const words = subject.command.replaceAll(':', ' ')
  const command = manifest()
  const forms = commandForms(words, operands, command?.completions)
  const refused = refusal(joinPolicies(files, known.policy), {...subject, forms})
  if (refused) throw policyError(commandName(words, operands, command), refused)
}
