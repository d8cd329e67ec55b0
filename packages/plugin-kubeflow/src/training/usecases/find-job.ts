import {isOmeError, OmeError} from '@ome/sdk/errors'
import {isTraining} from '../../domain/kubeflow-kind.ts'
import {type Candidate, objectWord, parseObject, pickObject} from '../../domain/object-name.ts'
import type {TrainingJob, TrainingStore} from '../domain/training-job.ts'

/** The training job that was typed: `kind/name`, or a name that one job alone has. One GET for each kind that is served. */
export async function findJob(store: TrainingStore, typed: string, namespace: string): Promise<TrainingJob> {
  const object = parseObject(typed)
  if (object.kind !== undefined && !isTraining(object.kind))
    throw new OmeError('usage', `${typed} is no training job`, ['what there is: ome kf status training'])
  const kinds = await store.kinds(object.kind?.word)
  const denied: OmeError[] = []
  const asked = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return await store.get(kind, namespace, object.name)
      } catch (error) {
        if (!isOmeError(error) || error.kind !== 'denied') throw error
        denied.push(error)
        return undefined
      }
    }),
  )
  // Who may read one kind of jobs has what there is of it.
  if (denied.length === kinds.length) throw denied[0]
  const found = asked.flatMap((job) => (job ? [{kind: job.kind, name: job.name, job}] : []))
  const candidates: readonly (Candidate & {readonly job?: TrainingJob})[] =
    found.length > 0 ? found : await store.names(kinds, namespace)
  const picked = pickObject(object, candidates, {place: `namespace ${namespace}`, what: 'training job'})
  if (picked.job) return picked.job
  throw new OmeError('not-found', `${objectWord(picked)} was not there a moment ago`, ['try again'])
}
