import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Write} from '@ome/sdk/plan'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {Running} from './notebook.ts'
import type {Spawner} from './spawner.ts'

export interface NotebookStore {
  /** Pods of workspaces, by name of the workspace. */
  running(namespace?: string): Promise<ReadonlyMap<string, Running>>
}

/** How notebooks are switched. */
export interface NotebookWriter {
  stop(object: KubeflowObject, at: Date): Write
  start(object: KubeflowObject): Write
}

/** What notebooks are made from. */
export interface SpawnSource {
  /** Undefined where it is not there or may not be read. */
  spawner(): Promise<Spawner | undefined>
  /** A WorkspaceKind. Throws `not-found` with those that there are. */
  kind(name: string): Promise<KubeObject>
  hasClaim(name: string, namespace: string): Promise<boolean>
  create(resource: ResourceRef, body: KubeObject): Write
}
