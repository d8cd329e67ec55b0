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
