import type {ServicePod} from '@ome/inference-model/service-pod'
import type {OmeError} from '@ome/sdk/errors'

/** What runs in pods, whoever runs it: as much of it as logs and tunnels need. */
export interface Running {
  /** Its word in commands: `service`, `workspace` … */
  readonly noun: string
  readonly name: string
  readonly namespace: string
  readonly pods: readonly RunningPod[]
  /** Name of the model, where that is known. */
  readonly model?: string
  /** What keeps pods from coming, beside what is wrong with them. */
  readonly blocked?: {readonly object: string; readonly says: string; readonly next: string}
}

export interface RunningPod extends ServicePod {
  /** The main one, where it has another name than OME gives it. */
  readonly container?: string
}

/** Finds and follows one thing by its name. */
export interface RunningStore {
  /** Throws `not-found`, with the name that was meant. */
  get(): Promise<Running>
  /** It now and after every change; undefined when it is gone. */
  follow(): AsyncIterable<Running | undefined>
  missing(): Promise<OmeError>
}

/** `workspace phi -n default`, for command lines. */
export const placeOf = ({noun, name, namespace}: Pick<Running, 'noun' | 'name' | 'namespace'>): string =>
  `${noun} ${name} -n ${namespace}`
