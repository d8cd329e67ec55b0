import type {World} from '../controllers/world.ts'

/** A service outside the cluster that the product talks to, served on loopback in place of the real one. */
export interface StandIn {
  readonly name: string
  /** Listens on 127.0.0.1; port 0 takes a free one. Rejects with EADDRINUSE when the port is taken. */
  start(world: World, port: number): Promise<RunningStandIn>
}

/** A stand-in that listens. */
export interface RunningStandIn {
  readonly url: string
  /** Environment variables that point the product and other tools at it. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}
