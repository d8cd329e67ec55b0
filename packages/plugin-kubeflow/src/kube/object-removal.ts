import type {ObjectRemoval} from '../domain/object-removal.ts'

/** The pods go first, as on Kubeflow's own pages: whoever waits sees the object until they have gone. */
export const objectRemoval: ObjectRemoval = {
  remove: ({kind, name, namespace, raw}) => ({
    method: 'delete',
    resource: kind.resource,
    name,
    propagation: 'Foreground',
    ...(namespace !== undefined && {namespace}),
    ...(raw.metadata.uid !== undefined && {uid: raw.metadata.uid}),
  }),
}
