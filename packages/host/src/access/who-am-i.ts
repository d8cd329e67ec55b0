import type {Context, Person} from '@ome/sdk/context'
import {reviewing} from './compose.ts'
import {askIdentity} from './reviews.ts'
import {tierOf} from './tiers.ts'

/** Who the cluster takes the person for, and what their rights in a namespace amount to. */
export async function whoAmI(context: Context, namespace: string): Promise<Person> {
  const {kube, ask, policy} = await reviewing(context)
  const [identity, tier] = await Promise.all([askIdentity(kube), tierOf(namespace, policy, ask)])
  return {...identity, tier}
}
