import {groveEngineWorkload} from '../grove/engine.ts'
import {initContainerWorkload} from '../grove/init-container.ts'
import {kaitoWorkloads} from '../kaito/kaito.ts'
import {kubeflowWorkloads} from '../kubeflow/workloads.ts'
import type {Workload} from '../kubelet/workload.ts'
import {kubeStateWorkload, prometheusWorkload} from '../prometheus/workloads.ts'
import {engineWorkload} from './engine.ts'
import {genaiBenchWorkload} from './genai-bench.ts'
import {gpuExporterWorkload} from './gpu-exporter.ts'
import {nodeWorkload} from './node-program.ts'
import {serverWorkload, taskWorkload} from './plain-programs.ts'
import {routerWorkload} from './router.ts'
import {shellWorkload} from './shell-workload.ts'

/** Everything the sandbox can run in a container; the first that recognises a container takes it. */
export const allWorkloads: readonly Workload[] = [
  ...kaitoWorkloads,
  ...kubeflowWorkloads,
  genaiBenchWorkload,
  nodeWorkload,
  initContainerWorkload,
  taskWorkload,
  routerWorkload,
  groveEngineWorkload,
  engineWorkload,
  gpuExporterWorkload,
  prometheusWorkload,
  kubeStateWorkload,
  shellWorkload,
  serverWorkload,
]
