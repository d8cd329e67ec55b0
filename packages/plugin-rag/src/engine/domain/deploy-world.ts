import type {OperatorProfile} from '@ome/kaito/operator-profile'
import type {SecretKeys} from '@ome/kaito/secret-choice'
import type {KaitoWorkspace} from '@ome/kaito/workspace'
import type {KubeObject} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import type {EngineName} from '../../domain/engine-name.ts'
import type {ClusterService} from './inference-url.ts'

/** What the plan of a new engine needs to know of the cluster. */
export interface DeployWorld {
  /** Whether the cluster has RAG engines at all. */
  isServed(): Promise<boolean>
  profile(): Promise<OperatorProfile>
  find(engine: EngineName): Promise<KubeObject | undefined>
  workspace(namespace: string, name: string): Promise<KaitoWorkspace | 'unknown' | undefined>
  secrets(namespace: string): Promise<readonly SecretKeys[] | undefined>
  /** Undefined where claims may not be read. */
  hasClaim(namespace: string, name: string): Promise<boolean | undefined>
  /** Longest context of what an OpenAI server of this cluster serves first; undefined where that is not told. */
  contextWindow(service: ClusterService): Promise<number | undefined>
  create(object: KubeObject): Change
}
