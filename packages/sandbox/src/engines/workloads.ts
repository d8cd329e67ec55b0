import type {Workload} from '../kubelet/workload.ts'
import {engineWorkload} from './engine.ts'
import {gpuExporterWorkload, serverWorkload, taskWorkload} from './plain-programs.ts'
import {routerWorkload} from './router.ts'

/** Everything the sandbox can run in a container; the first that recognises a container takes it. */
export const allWorkloads: readonly Workload[] = [
  taskWorkload,
  routerWorkload,
  engineWorkload,
  gpuExporterWorkload,
  serverWorkload,
]
