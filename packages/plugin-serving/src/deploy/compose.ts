import {runsRollouts} from '@ome/inference-model/deploy/runs-rollouts'
import type {Context} from '@ome/sdk/context'
import {type Serving, serving} from '../compose.ts'
import {measuring} from '../measure/compose.ts'
import type {CanaryStore} from '../rollout/domain/canary.ts'
import type {HistoryStore} from '../rollout/domain/history-store.ts'
import {canaryStore} from '../rollout/kube/canary-store.ts'
import {historyStore} from '../rollout/kube/history-store.ts'
import type {Dialect} from './domain/dialect.ts'
import {dialectOf} from './domain/dialects.ts'
import type {ScalingWorld} from './domain/scaling-world.ts'
import type {ServiceFiles} from './domain/service-files.ts'
import {serviceFiles} from './files/service-files.ts'
import {scalingWorld} from './kube/scaling-world.ts'

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

export interface Autoscaling extends Deploying {
  readonly scalers: ScalingWorld
  /** A Prometheus that programs in the cluster can reach, where one is known. */
  readonly prometheusAddress: () => Promise<string | undefined>
}

export async function autoscaling(context: Context): Promise<Autoscaling> {
  const kube = await context.kube()
  return {
    ...(await deploying(context)),
    scalers: scalingWorld(kube),
    async prometheusAddress() {
      const {prometheus} = await measuring(context)
      return (await prometheus.find())?.address
    },
  }
}
