import type {GroveSet} from '../../domain/grove-tree.ts'
import type {GpuLoads} from './gpu-gauge.ts'
import type {SetEvent} from './set-event.ts'

/** A set with what happened to it and how hard its GPUs work. */
export interface SetHealth {
  readonly set: GroveSet
  readonly events: readonly SetEvent[]
  readonly loads: GpuLoads
}
