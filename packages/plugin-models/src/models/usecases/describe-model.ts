import {unreadNote} from '../../domain/cluster.ts'
import {describeSubject, type ModelDescription} from '../domain/description.ts'
import type {SubjectPorts} from '../domain/subject.ts'
import {findSubject, type SubjectInput} from './find-subject.ts'

/** Everything about one model of the cluster or of the hub. */
export async function describeModel(ports: SubjectPorts, name: string, input: SubjectInput): Promise<ModelDescription> {
  const {subject, around} = await findSubject(ports, name, input)
  const unread = around && [
    unreadNote(around, ['clusterservingruntimes', 'servingruntimes'], 'not all runtimes are shown'),
    unreadNote(around, ['configmaps'], 'what the nodes report is not shown'),
    unreadNote(around, ['nodes', 'pods'], 'FITS is not known'),
    unreadNote(around, ['inferenceservices'], 'who uses it is not known'),
  ]
  for (const note of unread ?? []) if (note !== undefined) ports.note(note)
  return describeSubject(subject, around, await input.namespace())
}
