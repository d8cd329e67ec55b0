import type {Context} from '@ome/sdk/context'
import {type Serving, serving} from '../compose.ts'
import type {CanaryStore} from '../rollout/domain/canary.ts'
import type {HistoryStore} from '../rollout/domain/history-store.ts'
import {canaryStore} from '../rollout/kube/canary-store.ts'
import {runsRollouts} from '../rollout/kube/generation.ts'
import {historyStore} from '../rollout/kube/history-store.ts'
import type {Dialect} from './domain/dialect.ts'
import {dialectOf} from './domain/dialects.ts'
import type {ServiceFiles} from './domain/service-files.ts'
import {serviceFiles} from './files/service-files.ts'

export interface Deploying extends Serving {
  readonly dialect: Dialect
  readonly history: HistoryStore
  readonly canaries: CanaryStore
  readonly files: ServiceFiles
}

/** What changing services takes, in the words of the OME that the cluster runs. */
export async function deploying(context: Context): Promise<Deploying> {
  const kube = await context.kube()
  const [around, native] = await Promise.all([serving(context), runsRollouts(kube)])
  return {
    ...around,
    dialect: dialectOf(native),
    history: historyStore(kube),
    canaries: canaryStore(kube),
    files: serviceFiles({stdin: context.io.stdin, cwd: context.cwd}),
  }
}
