import type {Model} from '@ome/inference-model/model'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {named, type Route} from './facts.ts'
import {type Finding, fixText} from './finding.ts'

/** A service with its model, what keeps it from being well, and what a person may do next. */
export interface ServiceReport {
  readonly service: Service
  /** Absent when it is gone or may not be read. */
  readonly model?: Model
  /** The service names a model that is not there. */
  readonly modelGone: boolean
  /** What a pod that crashes wrote before its last run ended. */
  readonly lastError?: string
  /** The first thing to look at; absent when nothing is amiss. */
  readonly cause?: Finding
  /** What else is not as it should be. */
  readonly warnings: readonly Finding[]
  /** Routes that share its requests out. */
  readonly routes: readonly Route[]
  /** Commands that can be typed as they stand; the last one mends it. */
  readonly hints: readonly string[]
}

/** A pod that ran and failed, so that the log of its last run says why. */
export const crashingPod = ({pods}: Service): ServicePod | undefined =>
  pods.find(({problem, terminating, phase}) => problem?.state === 'failing' && !terminating && phase !== 'Pending')

/** The next commands for a service in its state, each with the reason to type it; what mends it stands last. */
export function hintsFor(service: Service, cause: Finding | undefined): readonly string[] {
  const everything = `see every check: ome debug ${named(service)}`
  if (cause?.fix) return cause.result === 'fail' ? [everything, fixText(cause.fix)] : [fixText(cause.fix)]
  if (service.status === 'Ready') return [`talk to it: ome chat ${named(service)}`]
  if (service.status === 'Progressing') return [`follow it: ome status ${named(service)} --watch`]
  return [everything]
}
