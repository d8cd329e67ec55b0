import {type Policy, type Refusal, refusal, type Subject} from '@ome/installer/policy/policy'
import {commandForms} from '../access/command-forms.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'

/** A command that nobody has started. */
export interface NamedCommand extends Pick<Subject, 'publisher' | 'risk'> {
  /** Words of its id. */
  readonly words: string
  readonly plugin: string
  readonly command: ManifestCommand
  readonly operands: readonly string[]
}

/** Why a policy would refuse to run a command; a rule about one resource speaks only where that resource is named. */
export function commandRefusal(policy: Policy, {words, command, operands, ...rest}: NamedCommand): Refusal | undefined {
  const forms = operands.length === 0 ? [] : commandForms(words, operands, command.completions)
  return refusal(policy, {...rest, command: words, forms})
}

export const refusalText = ({message, origin, contact}: Refusal): string =>
  `policy ${origin} forbids it: ${message}${contact === undefined ? '' : `; whom to ask: ${contact}`}`
