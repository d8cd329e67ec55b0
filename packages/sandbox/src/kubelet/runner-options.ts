import type {ApiObject} from '../api.ts'
import type {World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'
import type {ContainerSpec} from './container-spec.ts'
import type {PodVolumes} from './files/volumes.ts'
import type {Workload} from './workload.ts'

/** Which list of the pod's spec a container stands in. */
export type ContainerRole = 'init' | 'main' | 'ephemeral'

export interface RunnerOptions {
  readonly world: World
  /** The pod as it is now. */
  readonly pod: () => ApiObject
  readonly node: () => ApiObject | undefined
  readonly container: ContainerSpec
  readonly role: ContainerRole
  readonly workloads: readonly Workload[]
  /** Images the node already has. */
  readonly images: Set<string>
  /** The pod's volumes. */
  readonly volumes: PodVolumes
  readonly podIP: () => string
  /** Something about the container changed: its status must be written. */
  readonly changed: () => void
  readonly forward: NodeAgent['http']
}
