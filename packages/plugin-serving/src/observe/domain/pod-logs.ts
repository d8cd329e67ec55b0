import type {ComponentName} from '@ome/inference-model/service-pod'

export interface PodLogOptions {
  readonly follow: boolean
  readonly previous: boolean
  /** Milliseconds. */
  readonly since?: number | undefined
  /** RFC 3339; wins over `since`. */
  readonly sinceTime?: string | undefined
  /** Last lines of each pod. */
  readonly tail?: number | undefined
}

/** A pod whose log is wanted. */
export interface LoggedPod {
  readonly name: string
  readonly component: ComponentName
  /** The engine or router when absent. */
  readonly container?: string | undefined
}

export interface PodLogs {
  /** Lines of a pod's main container, each beginning with the time it was written. */
  read(namespace: string, pod: LoggedPod, options: PodLogOptions): AsyncIterable<string>
  /** The end of a run, without times; empty where there is none or it may not be read. */
  lastRun(namespace: string, pod: LoggedPod & {readonly previous: boolean}): Promise<readonly string[]>
}
