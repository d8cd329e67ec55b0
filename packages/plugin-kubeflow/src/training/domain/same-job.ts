import {at, fields, list} from '@ome/capacity/fields'
import {fieldChanges} from '@ome/inference-model/manifests/field-changes'
import type {KubeObject} from '@ome/sdk/kube'

/** Paths of the spec in which a job differs from what it is wanted to be; defaults of the server are no difference. */
export function differences(live: KubeObject, wanted: KubeObject): readonly string[] {
  if (wanted.kind === 'TrainJob')
    return fieldChanges(plainSpec(live), {suspend: at(live, 'spec', 'suspend'), ...plainSpec(wanted)}).map(
      ({path}) => path,
    )
  // Its operator fills in templates, restart policies and more: what it has besides is no difference.
  return fieldChanges(live['spec'], wanted['spec']).flatMap(({path, to}) => (to === undefined ? [] : [path]))
}

function plainSpec(job: KubeObject): Record<string, unknown> {
  const {runtimeRef, managedBy, runtimePatches, ...spec} = fields(job['spec'])
  return {
    ...spec,
    runtimeRef: {apiGroup: 'trainer.kubeflow.org', kind: 'ClusterTrainingRuntime', ...fields(runtimeRef)},
    managedBy: managedBy ?? 'trainer.kubeflow.org/trainjob-controller',
    ...(runtimePatches !== undefined && {
      // The server notes when each was made.
      runtimePatches: list(runtimePatches).map((patch) => ({...fields(patch), time: undefined})),
    }),
  }
}
