import {isOmeError, type OmeError} from '@ome/sdk/errors'
import {serverStatus} from '@ome/sdk/status'
import {accessStore} from './access-store.ts'
import {callerFolder} from './caller-folder.ts'
import {evaluate} from './evaluate.ts'
import {hasNoun} from './has-noun.ts'
import {rightsError} from './refusals.ts'
import {askIdentity} from './reviews.ts'
import {namesOf, nounsOf, rightsOf} from './rights.ts'
import {type Departure, sceneOf} from './take-off.ts'

/** Why a program that talked to the cluster itself may have failed: refused credentials, or rights that are missing. */
export async function whyDenied({command, line, kube, caller, context}: Departure): Promise<OmeError | undefined> {
  try {
    await askIdentity(kube)
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    if (serverStatus(error)?.code === 401) return error
    // Old servers have no such review, and one that does not answer explains nothing here.
    if (serverStatus(error) === undefined) return undefined
  }
  const {needs = [], completions} = command.manifest() ?? {}
  const required = needs.filter(({optional}) => !optional)
  const scene = await sceneOf(command, line, context)
  const nouns = hasNoun({needs: required}) ? await nounsOf(line.operands, completions, kube) : []
  const questions = rightsOf(required, scene.namespace, nouns).map(({question}) => question)
  const store = accessStore(callerFolder(command.cache, caller), context.now)
  const answers = await evaluate(questions, {kube, store, now: context.now, names: namesOf(line.operands)}, 'allowed')
  const missing = questions.filter((_, at) => answers[at] === 'no')
  return missing.length === 0 ? undefined : rightsError(scene, {missing, unsent: false})
}
