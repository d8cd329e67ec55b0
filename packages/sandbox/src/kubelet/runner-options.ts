import type {ApiObject} from '../api.ts'
import type {World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'
import type {ContainerSpec, Workload} from './workload.ts'

export interface RunnerOptions {
  readonly world: World
  /** The pod as it is now. */
  readonly pod: () => ApiObject
  readonly node: () => ApiObject | undefined
  readonly container: ContainerSpec
  readonly isInit: boolean
  readonly workloads: readonly Workload[]
  /** Images the node already has. */
  readonly images: Set<string>
  /** Something about the container changed: its status must be written. */
  readonly changed: () => void
  readonly forward: NodeAgent['http']
}
