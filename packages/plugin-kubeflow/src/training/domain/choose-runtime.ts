import {at, fields, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {nearestFew} from '@ome/sdk/nearest'
import {defaultRuntime} from './short-form.ts'
import type {TrainingRuntime} from './training-job.ts'

export interface ChosenRuntime {
  readonly object: KubeObject
  readonly name: string
  /** Absent where runtimes may not be read. */
  readonly runtime?: TrainingRuntime
  readonly notes: readonly string[]
}

/**
 * The runtime a TrainJob names, as its kind says; without a kind the API means one of the cluster, and few words mean one
 * of the namespace first. Throws `not-found` with what there is.
 */
export function chooseRuntime(
  job: KubeObject,
  runtimes: readonly TrainingRuntime[] | undefined,
  isShort: boolean,
): ChosenRuntime {
  const ref = fields(at(job, 'spec', 'runtimeRef'))
  const name = text(ref['name']) ?? defaultRuntime
  const kind = text(ref['kind']) ?? (isShort ? undefined : 'ClusterTrainingRuntime')
  const found = runtimes?.find((each) => each.name === name && (kind ?? each.kind) === each.kind)
  if (runtimes && !found) throw missing(name, kind, runtimes)
  const wanted = found?.kind ?? kind
  const runtimeRef = {name, ...ref, ...(wanted !== undefined && wanted !== 'ClusterTrainingRuntime' && {kind: wanted})}
  const notes = found?.isDeprecated ? [`the runtime ${name} is deprecated`] : []
  const object = {...job, spec: {...fields(job['spec']), runtimeRef}}
  return {object, name, notes, ...(found && {runtime: found})}
}

const mostNamed = 12

function missing(name: string, kind: string | undefined, runtimes: readonly TrainingRuntime[]): OmeError {
  const usable = runtimes.filter((each) => (kind ?? each.kind) === each.kind)
  const elsewhere = runtimes.find((each) => each.name === name)
  const near = nearestFew(
    name,
    usable.map((each) => each.name),
    1,
  )
  const names = usable.map((each) => each.name).slice(0, mostNamed)
  const more = usable.length > names.length ? ` and ${usable.length - names.length} more` : ''
  return new OmeError('not-found', `there is no training runtime "${name}"`, [
    ...(elsewhere ? [`there is a ${elsewhere.kind} of this name: set runtimeRef.kind`] : []),
    ...near.map((each) => `did you mean ${each}?`),
    names.length === 0 ? 'none is installed: ome get clustertrainingruntimes' : `there are ${names.join(', ')}${more}`,
  ])
}
