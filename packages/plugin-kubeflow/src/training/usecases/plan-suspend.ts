import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {objectWord} from '../../domain/object-name.ts'
import {suspendPath} from '../domain/job-kind.ts'
import type {JobWriter} from '../domain/train-world.ts'
import type {TrainingJob} from '../domain/training-job.ts'

/**
 * Stops a job or lets it go on. Its pods go and come again: what was not saved is trained anew. Throws `conflict` for a
 * job that has ended.
 */
export function planSuspend(job: TrainingJob, writer: JobWriter, suspend: boolean): Plan {
  const {kind, name, namespace, outcome, isSuspended, queue} = job
  const word = objectWord(job)
  const object = {kind: kind.resource.kind, name, namespace}
  if (outcome !== undefined)
    throw new OmeError(
      'conflict',
      `${word} is ${job.state.state}: there is nothing to ${suspend ? 'stop' : 'go on with'}`,
      [`read what it wrote: ome kf logs ${word} -n ${namespace}`],
    )
  if (isSuspended === suspend) return {changes: [{action: 'unchanged', object}]}
  const path = suspendPath(kind)
  const queued = queue === undefined ? [] : [`the queue ${queue} decides about it as well and may change it back`]
  const asks =
    suspend && job.state.state === 'Running' ? `Stop ${word}? It goes on from its last checkpoint.` : undefined
  return {
    changes: [
      {
        action: suspend ? 'stop' : 'update',
        object,
        reason: suspend ? 'its pods go, and their GPUs are free' : 'its pods come again',
        summary: suspend ? 'suspended' : 'resumed',
        fields: [{path: path.join('.'), from: isSuspended, to: suspend}],
        write: writer.set(kind.resource, {namespace, name}, path, suspend),
      },
    ],
    notes: queued,
    ...(asks !== undefined && {asks}),
  }
}
