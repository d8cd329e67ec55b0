import type {Write} from '@ome/sdk/plan'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {Running} from './notebook.ts'

export interface NotebookStore {
  /** Pods of workspaces, by name of the workspace. */
  running(namespace?: string): Promise<ReadonlyMap<string, Running>>
}

/** How notebooks are switched. */
export interface NotebookWriter {
  stop(object: KubeflowObject, at: Date): Write
  start(object: KubeflowObject): Write
}
