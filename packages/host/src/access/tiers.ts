import {type Policy, type TierName, tierNames} from '@ome/installer/policy/policy'
import type {Need} from '@ome/sdk/need'
import type {Answer, Question} from './reviews.ts'
import {rightsOf} from './rights.ts'
import {tierTable} from './tier-table.ts'

/** A label for what a person can do, from none to all. It grants nothing. */
export type Tier = TierName | 'custom'

/** The rights that tell a tier from the one below it, as the needs of a command. */
export const tierNeeds = (tier: TierName, policy: Pick<Policy, 'tiers'>): readonly Need[] =>
  (policy.tiers[tier] ?? tierTable[tier]).map((rule) => ({
    ...rule,
    scope: tier === 'cluster-admin' ? 'cluster' : 'namespace',
    why: `belongs to tier ${tier}`,
  }))

/** A tier and those below it. */
export const tiersUpTo = (tier: TierName): readonly TierName[] => tierNames.slice(0, tierNames.indexOf(tier) + 1)

/** The highest tier whose rules, and those of all tiers below it, hold; `custom` when not even a viewer's do. */
export async function tierOf(
  namespace: string,
  policy: Pick<Policy, 'tiers'>,
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): Promise<Tier> {
  const rungs = tierNames.map((tier) => rightsOf(tierNeeds(tier, policy), namespace).map(({question}) => question))
  const answers = await ask(rungs.flat())
  const holds = new Map(rungs.flat().map((question, at) => [question, answers[at] === 'yes']))
  const failing = rungs.findIndex((rung) => !rung.every((question) => holds.get(question)))
  return tierNames[failing === -1 ? tierNames.length - 1 : failing - 1] ?? 'custom'
}
