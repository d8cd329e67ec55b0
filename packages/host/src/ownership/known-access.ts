import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {type AccessStore, accessStore, noStore} from '../access/access-store.ts'
import {callerFolder} from '../access/caller-folder.ts'
import {fromKnown} from '../access/evaluate.ts'
import {rightsOf} from '../access/rights.ts'
import type {Claim} from '../routes/owners.ts'
import type {CommandAccess} from './listed-commands.ts'

/**
 * Whether the person may run a command in the current namespace, by what is remembered: nobody is asked. Commands that
 * need no right may be run by everyone.
 */
export async function knownAccess(context: Context): Promise<(claim: Claim) => CommandAccess> {
  const {store, namespace} = await remembered(context)
  const known = new Map<string | undefined, ReturnType<AccessStore['load']>>()
  const at = (place: string | undefined): ReturnType<AccessStore['load']> => {
    if (!known.has(place)) known.set(place, store.load(place))
    return known.get(place)
  }
  return ({command}) => {
    const answers = rightsOf(command.needs ?? [], namespace)
      .filter(({optional}) => !optional)
      .map(({question}) => {
        const place = at(question.namespace)
        return place && fromKnown(place, question)
      })
    if (answers.includes('no')) return 'no'
    return answers.every((answer) => answer === 'yes') && !hasOpenNoun(command) ? 'yes' : '?'
  }
}

/** A right on what is typed is known only when it is typed. */
const hasOpenNoun = ({needs = []}: Claim['command']): boolean =>
  needs.some(({resources, optional}) => !optional && resources.some((resource) => resource.startsWith('{')))

async function remembered(context: Context): Promise<{store: AccessStore; namespace: string}> {
  try {
    const [{caller}, namespace] = await Promise.all([context.kube(), context.namespace()])
    return {
      namespace,
      store: caller === undefined ? noStore : accessStore(callerFolder(context.folders.cache, caller), context.now),
    }
  } catch (error) {
    // A kubeconfig that cannot be used is told by the commands that need it.
    if (isOmeError(error)) return {store: noStore, namespace: 'default'}
    throw error
  }
}
