import {podUsages, type Usages} from '@ome/engine-metrics/resource-usage'
import type {Context} from '@ome/sdk/context'
import {type Deploying, deploying} from '../deploy/compose.ts'
import {measuring} from '../measure/compose.ts'
import type {Measuring} from '../measure/domain/measuring.ts'

/** What judging a service takes, and changing it. */
export interface Judging extends Deploying {
  readonly measuring: Measuring
  usages(namespace: string): Promise<Usages>
}

export async function judging(context: Context): Promise<Judging> {
  const kube = await context.kube()
  const [around, ports] = await Promise.all([deploying(context), measuring(context)])
  return {...around, measuring: ports, usages: (namespace) => podUsages(kube, namespace)}
}
