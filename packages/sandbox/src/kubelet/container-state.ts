import type {ContainerSpec} from './container-spec.ts'

export interface Terminated {
  exitCode: number
  reason: string
  message?: string
  startedAt: string
  finishedAt: string
  containerID: string
}

export type Current =
  | {waiting: {reason: string; message?: string}}
  | {running: {startedAt: string}}
  | {terminated: Terminated}

/** A container's part of a pod's status. */
export interface ContainerState {
  readonly current: Current
  readonly last: {terminated?: Terminated}
  readonly ready: boolean
  readonly started: boolean
  readonly restarts: number
  readonly image: string
  readonly imageID: string
  readonly containerID: string
}

/** The state of a container that was never started. */
export const waitingFor = (container: ContainerSpec, reason: string): ContainerState => ({
  current: {waiting: {reason}},
  last: {},
  ready: false,
  started: false,
  restarts: 0,
  image: container.image,
  imageID: '',
  containerID: '',
})

/** A container's part of a pod's status, as it is stored. */
export interface ContainerStatus {
  readonly name: string
  readonly ready: boolean
  readonly started?: boolean
  readonly restartCount: number
  readonly imageID: string
  readonly containerID?: string
  readonly state?: Current
  readonly lastState?: {terminated?: Terminated}
}
