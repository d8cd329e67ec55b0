import type {Need} from '@ome/sdk/need'
import {inCluster, legacyJobs, need, optional} from '../needs.ts'

/** A job of any kind by its name; names are listed for one that is not there. */
const findJob: readonly Need[] = [
  optional(need('trainer.kubeflow.org', ['trainjobs'], ['get'], 'reads the training run')),
  optional(need('kubeflow.org', legacyJobs, ['get'], 'reads the training run')),
  optional(need('trainer.kubeflow.org', ['trainjobs'], ['list'], 'finds the name that was meant')),
  optional(need('kubeflow.org', legacyJobs, ['list'], 'finds the name that was meant')),
]

/** Why a job does not train. */
const explain: readonly Need[] = [
  optional(need('', ['events'], ['list'], 'tells why it does not train')),
  optional(inCluster(need('', ['nodes'], ['list'], 'tells whether any node has as many GPUs'))),
]

export const readLogs: readonly Need[] = [
  ...findJob,
  need('', ['pods'], ['list'], 'finds the pods of the run'),
  need('', ['pods/log'], ['get'], 'reads their logs'),
  ...explain,
]

/** Makes a job of one of two kinds, whichever is served. */
export const train: readonly Need[] = [
  optional(need('trainer.kubeflow.org', ['trainjobs'], ['get'], 'looks whether it is there')),
  optional(need('trainer.kubeflow.org', ['trainjobs'], ['create', 'patch'], 'makes the training run')),
  optional(need('kubeflow.org', ['pytorchjobs'], ['get'], 'looks whether it is there')),
  optional(need('kubeflow.org', ['pytorchjobs'], ['create', 'patch'], 'makes the training run')),
  optional(need('trainer.kubeflow.org', ['trainingruntimes'], ['list'], 'finds its runtime')),
  optional(inCluster(need('trainer.kubeflow.org', ['clustertrainingruntimes'], ['list'], 'finds its runtime'))),
  optional(need('', ['resourcequotas'], ['list'], 'tells whether the quota grants its GPUs')),
  optional(need('', ['pods'], ['list'], 'follows it')),
  optional(need('', ['pods/log'], ['get'], 'prints what its ranks write')),
  ...explain,
]

/** Stops a job and lets it go on. */
export const suspend: readonly Need[] = [
  ...findJob,
  optional(need('trainer.kubeflow.org', ['trainjobs'], ['patch'], 'stops the training run')),
  optional(need('kubeflow.org', legacyJobs, ['patch'], 'stops the training run')),
]
