import {spellings} from '@ome/installer/install/names'
import {type Refusal, type TierName, tierNames} from '@ome/installer/policy/policy'
import {OmeError} from '@ome/sdk/errors'
import {serverStatus} from '@ome/sdk/status'
import {plainName, shortName} from '../help/plugin-title.ts'
import {commandRefusal} from '../policy/command-refusal.ts'
import {readManifest} from '../routes/read-manifest.ts'
import {indexInUse} from '../routes/route-index.ts'
import {commandName} from './command-forms.ts'
import type {Reviewing} from './compose.ts'
import type {Explanation} from './explanation.ts'
import {type Dependence, dependenceOf} from './has-noun.ts'
import {commandRights, describedCommand} from './needs-of-command.ts'
import {askIdentity, type Identity} from './reviews.ts'
import {namesOf, type Right, rightsOf} from './rights.ts'
import {tierNeeds, tiersUpTo} from './tiers.ts'

/** What a person wants explained: a command, all commands of a plugin, or a tier. */
export type Wanted = {readonly words: readonly string[]} | {readonly plugin: string} | {readonly tier: string}

export interface Explained extends Explanation {
  /** Name for a role with the rights. */
  readonly role: string
  readonly identity: Identity | undefined
}

interface Subject {
  readonly subject: string
  readonly role: string
  readonly rights: readonly Right[]
  readonly operands: readonly string[]
  readonly dependsOn: Dependence | undefined
  readonly refusal?: Refusal | undefined
}

/** What the person has of the rights of a command, plugin or tier in a namespace (absent: all of them). */
export async function explain(
  wanted: Wanted,
  {kube, policy, ask, cache}: Reviewing & {readonly cache: string},
  namespace: string | undefined,
): Promise<Explained> {
  const found =
    'words' in wanted
      ? await ofCommand(wanted.words, {cache, policy, kube}, namespace)
      : 'plugin' in wanted
        ? ofPlugin(wanted.plugin, cache, namespace)
        : ofTier(wanted.tier, policy, namespace)
  const questions = found.rights.map(({question}) => question)
  const [answers, identity] = await Promise.all([ask(questions, namesOf(found.operands)), whoAsks(kube)])
  const {subject, role, dependsOn, refusal} = found
  const rights = found.rights.map((right, at) => ({...right, access: answers[at] ?? 'unknown'}) as const)
  return {subject, role, dependsOn, refusal, rights, namespace, identity, user: identity?.user}
}

async function ofCommand(
  words: readonly string[],
  {cache, policy, kube}: Pick<Reviewing, 'kube' | 'policy'> & {readonly cache: string},
  namespace: string | undefined,
): Promise<Subject> {
  const described = describedCommand(cache, words, 'not-found')
  const {rights, dependsOn} = await commandRights(described, namespace, kube)
  const {words: own, operands, command} = described
  const subject = commandName(own, operands, command)
  return {
    subject,
    role: roleName(subject),
    rights,
    operands,
    dependsOn,
    refusal: commandRefusal(policy, described),
  }
}

function ofPlugin(typed: string, cache: string, namespace: string | undefined): Subject {
  const {plugins} = indexInUse(cache)
  const names = spellings(typed)
  const plugin = plugins.find(({name}) => names.includes(name)) ?? plugins.find(({name}) => plainName(name) === typed)
  if (!plugin)
    throw new OmeError('not-found', `plugin "${typed}" is not installed`, ['see what is: ome plugin list'], {
      object: `plugin/${typed}`,
    })
  const commands = Object.values(readManifest(plugin.root).commands)
  const needs = commands.flatMap((command) => command.needs ?? [])
  const short = shortName(plugin.name)
  return {
    subject: `all commands of ${short}`,
    role: roleName(plainName(plugin.name)),
    rights: rightsOf(needs, namespace),
    operands: [],
    dependsOn: dependenceOf({needs}),
  }
}

function ofTier(typed: string, policy: Reviewing['policy'], namespace: string | undefined): Subject {
  const tier = tierNames.find((name): name is TierName => name === typed)
  if (!tier) throw new OmeError('not-found', `there is no tier "${typed}"`, [`there are: ${tierNames.join(', ')}`])
  const needs = tiersUpTo(tier).flatMap((name) => tierNeeds(name, policy))
  return {
    subject: `tier ${tier}`,
    role: `ome-tier-${tier}`,
    rights: rightsOf(needs, namespace),
    operands: [],
    dependsOn: undefined,
  }
}

/** A name that Kubernetes takes for a role. */
const roleName = (words: string): string => `ome-${words.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}`

/** Old servers have no such review; the role is then bound to nobody. */
async function whoAsks(kube: Reviewing['kube']): Promise<Identity | undefined> {
  try {
    const identity = await askIdentity(kube)
    return identity.user === '' ? undefined : identity
  } catch (error) {
    const {code} = serverStatus(error) ?? {}
    if (code === 403 || code === 404) return undefined
    throw error
  }
}
