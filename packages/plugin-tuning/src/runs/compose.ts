import type {Context} from '@ome/sdk/context'
import type {RunLogs, RunRemoval, RunStore} from './domain/run.ts'
import type {GpuSource} from './domain/run-metrics.ts'

export interface Runs {
  readonly store: RunStore
  readonly logs: RunLogs
}

export async function runs(context: Context): Promise<Runs> {
  const [{runStore}, {runLogs}] = await Promise.all([import('./kube/run-store.ts'), import('./kube/run-logs.ts')])
  const kube = await context.kube()
  return {store: runStore(kube), logs: runLogs(kube)}
}

/** What waits between two looks; ends with the command. */
export async function pausing(context: Context, ms: number): Promise<() => Promise<void>> {
  const {setTimeout} = await import('node:timers/promises')
  return () => setTimeout(ms, undefined, {signal: context.signal})
}

export async function measuring(context: Context): Promise<Runs & {readonly gpus: GpuSource}> {
  const {gpuSource} = await import('./kube/gpu-source.ts')
  return {...(await runs(context)), gpus: gpuSource(await context.kube())}
}

export async function cancelling(context: Context): Promise<{readonly store: RunStore; readonly removal: RunRemoval}> {
  const {runRemoval} = await import('./kube/run-removal.ts')
  return {store: (await runs(context)).store, removal: runRemoval}
}
