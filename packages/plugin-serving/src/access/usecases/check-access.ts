import type {KaitoNoun} from '@ome/kaito/kaito-nouns'
import {type AccessReport, type AccessReview, actionsOf} from '../domain/action.ts'

/** Asks for each action whether it would be let through. */
export async function checkAccess(
  review: AccessReview,
  subject: {readonly noun: KaitoNoun; readonly name: string; readonly namespace: string},
): Promise<AccessReport> {
  const {noun, name, namespace} = subject
  const actions = await Promise.all(
    actionsOf(noun).map(async (action) => ({...action, allowed: await review.allows(action, {namespace, name})})),
  )
  return {noun, name, namespace, actions}
}
