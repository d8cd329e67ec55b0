import type {Refusal} from '@ome/installer/policy/policy'
import {OmeError} from '@ome/sdk/errors'
import {clusterPolicyOrigin} from '../policy/cluster-policy.ts'
import type {Question} from './reviews.ts'
import {resourceText} from './rights.ts'

/** Where and by which words a command runs, for the hints of a refusal. */
export interface Scene {
  /** Words of the command with the noun that was typed, such as `scale service`. */
  readonly command: string
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  /** The connection flags that were typed, as words of a shell. */
  readonly connection: string
}

/** `denied` by a policy, with its words and whom to ask. Of the cluster's a copy was asked, which may be minutes old. */
export const policyError = (what: string, {message, contact, origin}: Refusal): OmeError =>
  new OmeError('denied', `"${what}" is not permitted by policy ${origin}: ${message}`, [
    ...(contact === undefined ? [] : [`whom to ask: ${contact}`]),
    ...(origin === clusterPolicyOrigin ? ['if it was changed just now: ome auth refresh'] : []),
  ])

export interface Lack {
  readonly missing: readonly Question[]
  /** Nothing was sent: the person may send it anyway. */
  readonly unsent: boolean
  /** What is missing is among the rights that a command can do without. */
  readonly optional?: boolean
  readonly cause?: unknown
  /** Words of the command line that prints the Role; absent where the command's own explanation does. */
  readonly role?: string
  /** What else was refused, a line each, and what else to do. */
  readonly also?: {readonly lines: readonly string[]; readonly hints: readonly string[]}
}

/** `denied` for lack of rights: what is missing, the Role to ask for, and how to send it anyway. */
export function rightsError(scene: Scene, {missing, unsent, optional, cause, role, also}: Lack): OmeError {
  const {command, namespace} = scene
  const inCluster = missing.every((question) => question.namespace === undefined)
  const where = inCluster
    ? namespace === undefined
      ? ' in all namespaces'
      : ' in the whole cluster'
    : ` in namespace "${namespace}"`
  return new OmeError(
    'denied',
    [
      `"${command}" needs rights you do not have${where}`,
      ...missingLines(missing, {inCluster, namespace}),
      ...(also?.lines ?? []),
    ].join('\n'),
    [
      `the Role to ask for: ${role ?? `${explainWords(scene, optional === true)} -o yaml`}`,
      ...(unsent ? ['send it anyway: --skip-preflight'] : []),
      ...(also?.hints ?? []),
    ],
    {cause, details: {missing: missing.map(missingRow)}},
  )
}

/** A right as programs read it; without a namespace it is one in the whole cluster. */
const missingRow = ({verb, group, resource, subresource, name, namespace}: Question) => ({
  verb,
  group,
  resource: subresource === undefined ? resource : `${resource}/${subresource}`,
  ...(name === undefined ? {} : {name}),
  namespace: namespace ?? null,
})

/** A line per resource with all its verbs. */
function missingLines(
  missing: readonly Question[],
  {inCluster, namespace}: {readonly inCluster: boolean; readonly namespace: string | undefined},
): readonly string[] {
  const verbs = new Map<string, Set<string>>()
  for (const question of missing) {
    const place =
      inCluster || question.namespace === namespace
        ? ''
        : question.namespace === undefined
          ? ' in the whole cluster'
          : ` in namespace "${question.namespace}"`
    const text = `${resourceText(question)}${place}`
    verbs.set(text, (verbs.get(text) ?? new Set()).add(question.verb))
  }
  return [...verbs].map(([text, found]) => `  missing  ${[...found].join(',')} ${text}`)
}

/** The command line that explains the rights of a command where it was run. */
export function explainWords({command, namespace, connection}: Scene, optional = false): string {
  return [
    'ome auth explain',
    command,
    namespace === undefined ? '-A' : `-n ${namespace}`,
    ...(connection === '' ? [] : [connection]),
    ...(optional ? ['--optional'] : []),
  ].join(' ')
}
