import {refusal, type Subject} from '@ome/installer/policy/policy'
import type {TypedLine} from '@ome/sdk/context'
import type {KubeClient} from '@ome/sdk/kube'
import type {Completions, Need} from '@ome/sdk/need'
import {clusterPolicy} from '../policy/cluster-policy.ts'
import type {PolicyFiles} from '../policy/policy-places.ts'
import {joinPolicies} from '../policy/read-policy.ts'
import {accessStore} from './access-store.ts'
import {callerFolder} from './caller-folder.ts'
import {evaluate} from './evaluate.ts'
import {hasNoun} from './has-noun.ts'
import {policyError, rightsError, type Scene} from './refusals.ts'
import {namesOf, needsTyped, nounsOf, requiredRights, rightsOf} from './rights.ts'

export interface Flight {
  readonly kube: KubeClient
  /** The client's {@link KubeClient.caller}. */
  readonly caller: string
  readonly subject: Subject
  readonly needs: readonly Need[]
  readonly completions: Completions | undefined
  readonly line: TypedLine
  readonly scene: Scene
  readonly files: PolicyFiles
  readonly cache: string
  readonly now: () => Date
  /** The person asked for it: rights are not compared. Policies are. */
  readonly skip: boolean
}

/** Resolves when a command may write. Throws `denied` with what a policy says, or with the rights that are missing. */
export async function preflight(flight: Flight): Promise<void> {
  const {kube, caller, cache, now, subject, files, scene, skip} = flight
  const lacking = skip ? Promise.resolve(undefined) : missingRights(flight)
  // Awaited below, after the policy has spoken.
  lacking.catch(() => undefined)
  const cluster = await clusterPolicy(kube, callerFolder(cache, caller), now())
  const refused = refusal(joinPolicies(files, cluster), subject)
  if (refused) throw policyError(scene.command, refused)
  const missing = (await lacking) ?? []
  if (missing.length > 0) throw rightsError(scene, {missing, unsent: true})
}

async function missingRights({kube, caller, needs: all, completions, line, scene, cache, now}: Flight) {
  const needs = needsTyped(all, line.flags)
  const nouns = hasNoun({needs: needs.filter(({optional}) => !optional)})
    ? await nounsOf(line.operands, completions, kube)
    : []
  const ways = requiredRights(rightsOf(needs, scene.namespace, nouns))
  const questions = [...new Set(ways.flat())].map(({question}) => question)
  const store = accessStore(callerFolder(cache, caller), now)
  const answers = await evaluate(questions, {kube, store, now, names: namesOf(line.operands)}, 'allowed')
  const lacking = new Set(questions.filter((_, at) => answers[at] === 'no'))
  const [least = []] = ways
    .map((way) => way.map(({question}) => question).filter((question) => lacking.has(question)))
    .sort((left, right) => left.length - right.length)
  return least
}
