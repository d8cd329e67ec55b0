import type {KubeObject} from '@ome/sdk/kube'
import type {Write} from '@ome/sdk/plan'
import type {PatchOperation} from '../../driver/domain/template-patch.ts'

export interface ScaleTarget {
  readonly kind: 'PodCliqueSet' | 'PodClique' | 'PodCliqueScalingGroup'
  readonly name: string
  readonly namespace: string
  readonly resourceVersion?: string | undefined
}

/** Makes the writes of plans. */
export interface SetWriter {
  scale(target: ScaleTarget, replicas: number): Write
  patchSet(set: {readonly namespace: string; readonly name: string}, operations: readonly PatchOperation[]): Write
  applyObject(object: KubeObject, force: boolean): Write
  /** `graceSeconds`: time it gets to end; its own when absent. */
  deletePod(
    pod: {readonly namespace: string; readonly name: string; readonly uid: string},
    graceSeconds: number | undefined,
  ): Write
  createConfigMap(object: KubeObject): Write
  patchConfigMap(namespace: string, name: string, data: Readonly<Record<string, string>>): Write
  deleteConfigMap(namespace: string, name: string): Write
}
