import type {Workload} from '../kubelet/workload.ts'
import {kfamWorkload} from './kfam.ts'
import {notebookWorkload} from './notebook-program.ts'
import {probeWorkload} from './probe-program.ts'
import {trainingWorkload} from './training-program.ts'

/** Programs of Kubeflow, and of the plugins that run in the cluster. */
export const kubeflowWorkloads: readonly Workload[] = [probeWorkload, trainingWorkload, notebookWorkload, kfamWorkload]
