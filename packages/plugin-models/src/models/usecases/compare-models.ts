import {OmeError} from '@ome/sdk/errors'
import {type Difference, differenceOf} from '../domain/difference.ts'
import type {SubjectPorts} from '../domain/subject.ts'
import {findSubjects, type SubjectInput} from './find-subject.ts'

/** What two models have in common and what not, of the cluster or of the hub. */
export async function compareModels(
  ports: SubjectPorts,
  names: readonly [string, string],
  input: SubjectInput,
): Promise<Difference> {
  const {subjects, around} = await findSubjects(ports, names, input)
  const [left, right] = subjects
  if (!left || !right) throw new OmeError('bug', 'two models were looked for and fewer were found')
  return differenceOf(left, right, {around, namespace: await input.namespace()})
}
