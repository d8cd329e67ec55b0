import type {Policy, Refusal, Subject} from '@ome/installer/policy/policy'
import {commandForms, commandName} from '../access/command-forms.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {hasPolicyFiles, noPolicyFiles, type PolicyFiles, type PolicyPlaces} from './policy-places.ts'

/** A command that is about to run. */
export interface Starting {
  readonly subject: Subject & {readonly command: string}
  readonly manifest: () => ManifestCommand | undefined
  /** Its plugin is a folder under development. */
  readonly isLinked: boolean
}

export interface Held {
  readonly files: PolicyFiles
  /** Asks again when it is known which resource the command is about. Throws `denied`. */
  readonly check?: (operands: readonly string[]) => void
}

/** The policies of the files, after asking them whether the command may run. Throws `denied` when it may not. */
export async function holdPolicy(places: PolicyPlaces, {subject, manifest, isLinked}: Starting): Promise<Held> {
  if (!hasPolicyFiles(places)) return {files: noPolicyFiles}
  const [{refusal}, {joinPolicies, readPolicyFiles}, {policyError}] = await Promise.all([
    import('@ome/installer/policy/policy'),
    import('./read-policy.ts'),
    import('../access/refusals.ts'),
  ])
  const files = await readPolicyFiles(places)
  const policy = joinPolicies(files)
  const words = subject.command.replaceAll(':', ' ')
  const demand = (refused: Refusal | undefined, name = words): void => {
    if (refused) throw policyError(name, refused)
  }
  if (isLinked && !policy.link) demand(linkRefusal(policy))
  const check = (operands: readonly string[]): void => {
    const command = manifest()
    const forms = commandForms(words, operands, command?.completions)
    demand(refusal(policy, {...subject, forms}), commandName(words, operands, command))
  }
  demand(refusal({...policy, allow: []}, subject))
  return {files, check}
}

const linkRefusal = ({origins}: Policy): Refusal => ({
  message: 'plugins under development may not be linked',
  origin: origins['link'] ?? 'of this machine',
})
