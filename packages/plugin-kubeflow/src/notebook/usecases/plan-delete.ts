import {at, list, text} from '@ome/capacity/fields'
import type {Plan} from '@ome/sdk/plan'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {ObjectRemoval} from '../../domain/object-removal.ts'

/** The end of a notebook. Volumes stay: the next notebook of the name finds them. */
export function planDelete(notebook: KubeflowObject, removal: ObjectRemoval): Plan {
  const {kind, name, namespace = '', state} = notebook
  const volumes = list(at(notebook.raw['spec'], 'template', 'spec', 'volumes'))
  const claims = volumes.flatMap((each) => text(at(each, 'persistentVolumeClaim', 'claimName')) ?? [])
  return {
    changes: [
      {
        action: 'delete',
        object: {kind: kind.resource.kind, name, namespace},
        reason: `it is ${state}`,
        write: removal.remove(notebook),
      },
    ],
    notes: claims.map((claim) => `the volume stays: ome delete pvc ${claim} -n ${namespace} ends it`),
    asks: `Delete ${kind.word} ${name}?`,
  }
}
