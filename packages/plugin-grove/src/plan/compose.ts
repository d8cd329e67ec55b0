import type {Context} from '@ome/sdk/context'
import type {Sha256} from '../domain/grove-objects.ts'
import {sha256} from '../kube/sha256.ts'
import type {PlanFile} from './domain/plan-input.ts'
import type {PlanStore} from './domain/plan-store.ts'
import {planStore} from './kube/plan-store.ts'

export interface Plans {
  readonly store: PlanStore
  readonly sha256: Sha256
  readonly read: (path: string) => Promise<readonly PlanFile[]>
}

export async function plans(context: Context): Promise<Plans> {
  const read = async (path: string): Promise<readonly PlanFile[]> => {
    const {planFiles} = await import('./files/plan-files.ts')
    return await planFiles(path, context.cwd)
  }
  return {store: planStore(await context.kube()), sha256, read}
}
