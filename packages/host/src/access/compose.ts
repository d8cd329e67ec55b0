import type {Policy} from '@ome/installer/policy/policy'
import type {Context} from '@ome/sdk/context'
import type {KubeClient} from '@ome/sdk/kube'
import {policyInCluster} from '../policy/held-policy.ts'
import {accessStore, noStore} from './access-store.ts'
import {callerFolder} from './caller-folder.ts'
import {evaluate} from './evaluate.ts'
import type {Answer, Question} from './reviews.ts'

/** What the commands about access work with: answers are asked anew, and remembered for all other commands. */
export interface Reviewing {
  readonly kube: KubeClient
  readonly policy: Policy
  readonly ask: (questions: readonly Question[], names?: ReadonlySet<string>) => Promise<readonly Answer[]>
}

export async function reviewing(context: Context): Promise<Reviewing> {
  const {folders, now} = context
  const kube = await context.kube()
  const policy = await policyInCluster(context, kube)
  const store = kube.caller === undefined ? noStore : accessStore(callerFolder(folders.cache, kube.caller), now)
  return {
    kube,
    policy,
    ask: (questions, names = new Set()) => evaluate(questions, {kube, store, now, names}, 'nothing'),
  }
}
