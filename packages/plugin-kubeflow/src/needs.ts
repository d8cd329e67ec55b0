import type {Need} from '@ome/sdk/need'

type Verbs = readonly string[]

const need = (group: string, resources: readonly string[], verbs: Verbs, why: string): Need => ({
  apiGroups: [group],
  resources,
  verbs,
  scope: 'namespace',
  why,
})
const optional = (given: Need): Need => ({...given, optional: true})
const inCluster = (given: Need): Need => ({...given, scope: 'cluster'})

const legacyJobs = ['pytorchjobs', 'tfjobs', 'mpijobs', 'xgboostjobs', 'paddlejobs', 'jaxjobs']

/** Objects of all kinds; what may not be listed is left out. */
export const listAll: readonly Need[] = [
  need('kubeflow.org', ['notebooks', 'workspaces'], ['list'], 'reads notebooks'),
  need('trainer.kubeflow.org', ['trainjobs'], ['list'], 'reads training runs'),
  need('kubeflow.org', legacyJobs, ['list'], 'reads training runs of the Training Operator'),
  need('tensorboard.kubeflow.org', ['tensorboards'], ['list'], 'reads tensorboards'),
  need('serving.kserve.io', ['inferenceservices'], ['list'], 'reads what KServe serves'),
  inCluster(need('kubeflow.org', ['profiles'], ['list'], 'reads profiles')),
].map(optional)
