import type {KaitoSubject} from '@ome/kaito/kaito-report'

/** Where an object answers inside the cluster; undefined for a tuning, and for a set, whose Workspaces answer each for itself. */
export function endpointOf(subject: KaitoSubject): string | undefined {
  if (subject.noun === 'inferenceset' || (subject.noun === 'workspace' && subject.task === 'tuning')) return undefined
  return `http://${subject.name}.${subject.namespace}.svc.cluster.local`
}
