import type {Activities} from '../activity.ts'
import type {LocalApi} from '../api.ts'
import type {Clock} from '../clock.ts'
import type {CloudStock} from '../cloud-stock.ts'
import type {NodeAgent} from '../node-agent.ts'
import type {Random} from '../random.ts'
import type {WorkQueue} from '../work-queue.ts'

/** What every controller works with. */
export interface World {
  readonly api: LocalApi
  readonly clock: Clock
  readonly random: Random
  readonly queue: WorkQueue
  /** What programs say of their own use. */
  readonly activity: Activities
  /** Where machines are ordered. */
  readonly cloud: CloudStock
  /** Sends a request to a port of a pod, as programs in the cluster do; false when nothing listens there. */
  readonly forward: NodeAgent['http']
  /** The moment of the calendar at which the scenario's past ends and the cluster is handed over. */
  readonly present: number
  /** A line for the sandbox's own log: faults of the emulation, never of the emulated cluster. */
  readonly log: (line: string) => void
}

/** Starts a control loop; returns the way to stop it. */
export type Controller = (world: World) => () => void

/** Cluster time as Kubernetes writes it: whole seconds, UTC. */
export function timestamp(ms: number): string {
  const second = Math.floor(ms / 1000)
  if (second !== lastSecond) lastText = `${new Date(ms).toISOString().slice(0, 19)}Z`
  lastSecond = second
  return lastText
}

/** Most of what happens at a time happens in one second, and shares its text. */
let lastSecond = Number.NaN
let lastText = ''
