import type {KubeObject} from '@ome/sdk/kube'

export interface CheckJob {
  readonly namespace: string
  /** With this program on its path. */
  readonly image: string
  /** In the notation of cron. */
  readonly schedule: string
  /** Secret with the address of a webhook under `url`; absent: a failed Job is all that tells. */
  readonly webhookSecret?: string | undefined
}

const name = 'ome-budget-check'

/** A CronJob that checks the budgets of its namespace, with the rights it takes and no others. */
export function checkJob(job: CheckJob): readonly KubeObject[] {
  const {namespace} = job
  const metadata = {name, namespace, labels: {'ome.cli/managed': 'true', 'ome.cli/kind': 'budgets'}}
  const clusterWide = {name: `${name}-${namespace}`, labels: metadata.labels}
  const subjects = [{kind: 'ServiceAccount', name, namespace}]
  return [
    {apiVersion: 'v1', kind: 'ServiceAccount', metadata},
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        {apiGroups: [''], resources: ['configmaps'], resourceNames: ['ome-budgets'], verbs: ['get']},
        {apiGroups: [''], resources: ['pods', 'persistentvolumeclaims'], verbs: ['list']},
        {apiGroups: ['ome.io'], resources: ['inferenceservices'], verbs: ['list']},
        {apiGroups: ['kaito.sh'], resources: ['workspaces', 'inferencesets', 'ragengines'], verbs: ['list']},
      ],
    },
    bindingOf('RoleBinding', metadata, {kind: 'Role', name}, subjects),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: clusterWide,
      rules: [
        {apiGroups: [''], resources: ['nodes', 'services'], verbs: ['list']},
        {apiGroups: [''], resources: ['services/proxy'], verbs: ['get']},
        {apiGroups: ['ome.io'], resources: ['acceleratorclasses'], verbs: ['list']},
        {apiGroups: ['apps'], resources: ['deployments'], verbs: ['list']},
      ],
    },
    bindingOf('ClusterRoleBinding', clusterWide, {kind: 'ClusterRole', name: clusterWide.name}, subjects),
    cronJob(job, metadata),
  ]
}

const bindingOf = (
  kind: string,
  metadata: KubeObject['metadata'],
  role: {readonly kind: string; readonly name: string},
  subjects: readonly unknown[],
): KubeObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata,
  roleRef: {apiGroup: 'rbac.authorization.k8s.io', ...role},
  subjects,
})

function cronJob({namespace, image, schedule, webhookSecret}: CheckJob, metadata: KubeObject['metadata']): KubeObject {
  // By its variable: the address is a secret, and arguments of a process are seen by others.
  const env =
    webhookSecret === undefined
      ? {}
      : {env: [{name: 'OME_BUDGET_WEBHOOK', valueFrom: {secretKeyRef: {name: webhookSecret, key: 'url'}}}]}
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: {
      schedule,
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          template: {
            spec: {
              serviceAccountName: name,
              restartPolicy: 'Never',
              containers: [
                {name: 'check', image, command: ['ome', 'cost', 'budget', 'check', '-n', namespace], ...env},
              ],
            },
          },
        },
      },
    },
  }
}
