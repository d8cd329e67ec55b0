import {openSchema} from './open-schema.ts'
import {apiVersionOf, persistentVerbs, type ResourceType, type ScalePaths, type Subresource} from './resource-type.ts'

/**
 * The built-in resources, one a line: plural, Kind, scope (`n` in a namespace, `c` in the cluster, `n!`/`c!` only to be
 * posted), short names, categories, subresources. Names and subresources as the discovery of Kubernetes 1.36 lists them.
 */
const tables: Record<string, string> = {
  v1: `
    bindings Binding n! - - -
    componentstatuses ComponentStatus c cs - -
    configmaps ConfigMap n cm - -
    endpoints Endpoints n ep - -
    events Event n ev - -
    limitranges LimitRange n limits - -
    namespaces Namespace c ns - status,finalize
    nodes Node c no - status,proxy
    persistentvolumeclaims PersistentVolumeClaim n pvc - status
    persistentvolumes PersistentVolume c pv - status
    pods Pod n po all status,log,exec,attach,portforward,proxy,binding,eviction,ephemeralcontainers,resize
    podtemplates PodTemplate n - - -
    replicationcontrollers ReplicationController n rc all status,scale
    resourcequotas ResourceQuota n quota - status
    secrets Secret n - - -
    serviceaccounts ServiceAccount n sa - token
    services Service n svc all status,proxy`,
  'admissionregistration.k8s.io/v1': `
    mutatingwebhookconfigurations MutatingWebhookConfiguration c - api-extensions -
    validatingadmissionpolicies ValidatingAdmissionPolicy c - api-extensions status
    validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding c - api-extensions -
    validatingwebhookconfigurations ValidatingWebhookConfiguration c - api-extensions -`,
  'apiextensions.k8s.io/v1': `
    customresourcedefinitions CustomResourceDefinition c crd,crds api-extensions status`,
  'apiregistration.k8s.io/v1': `
    apiservices APIService c - api-extensions status`,
  'apps/v1': `
    controllerrevisions ControllerRevision n - - -
    daemonsets DaemonSet n ds all status
    deployments Deployment n deploy all status,scale
    replicasets ReplicaSet n rs all status,scale
    statefulsets StatefulSet n sts all status,scale`,
  'authentication.k8s.io/v1': `
    selfsubjectreviews SelfSubjectReview c! - - -
    tokenreviews TokenReview c! - - -`,
  'authorization.k8s.io/v1': `
    localsubjectaccessreviews LocalSubjectAccessReview n! - - -
    selfsubjectaccessreviews SelfSubjectAccessReview c! - - -
    selfsubjectrulesreviews SelfSubjectRulesReview c! - - -
    subjectaccessreviews SubjectAccessReview c! - - -`,
  'autoscaling/v2': `
    horizontalpodautoscalers HorizontalPodAutoscaler n hpa all status`,
  'batch/v1': `
    cronjobs CronJob n cj all status
    jobs Job n - all status`,
  'certificates.k8s.io/v1': `
    certificatesigningrequests CertificateSigningRequest c csr - status,approval`,
  'coordination.k8s.io/v1': `
    leases Lease n - - -`,
  'discovery.k8s.io/v1': `
    endpointslices EndpointSlice n - - -`,
  'networking.k8s.io/v1': `
    ingressclasses IngressClass c - - -
    ingresses Ingress n ing - status
    networkpolicies NetworkPolicy n netpol - -`,
  'node.k8s.io/v1': `
    runtimeclasses RuntimeClass c - - -`,
  'policy/v1': `
    poddisruptionbudgets PodDisruptionBudget n pdb - status`,
  'rbac.authorization.k8s.io/v1': `
    clusterrolebindings ClusterRoleBinding c - - -
    clusterroles ClusterRole c - - -
    rolebindings RoleBinding n - - -
    roles Role n - - -`,
  'scheduling.k8s.io/v1': `
    priorityclasses PriorityClass c pc - -`,
  'storage.k8s.io/v1': `
    csidrivers CSIDriver c - - -
    csinodes CSINode c - - -
    storageclasses StorageClass c sc - -
    volumeattachments VolumeAttachment c - - status`,
}

const get = ['get']
const connect = ['create', 'delete', 'get', 'patch', 'update']

/** Subresources that carry another kind than their parent, or other verbs than get, patch, update. */
const special: Record<string, Subresource> = {
  scale: {group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update']},
  log: {group: '', version: 'v1', kind: 'Pod', verbs: get},
  exec: {group: '', version: 'v1', kind: 'PodExecOptions', verbs: ['create', 'get']},
  attach: {group: '', version: 'v1', kind: 'PodAttachOptions', verbs: ['create', 'get']},
  portforward: {group: '', version: 'v1', kind: 'PodPortForwardOptions', verbs: ['create', 'get']},
  binding: {group: '', version: 'v1', kind: 'Binding', verbs: ['create']},
  eviction: {group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create']},
  token: {group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create']},
  finalize: {group: '', version: 'v1', kind: 'Namespace', verbs: ['update']},
}
const proxies: Record<string, string> = {
  Pod: 'PodProxyOptions',
  Node: 'NodeProxyOptions',
  Service: 'ServiceProxyOptions',
}

const scale: ScalePaths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.spec.selector',
}

export function builtinTypes(): ResourceType[] {
  return Object.entries(tables).flatMap(([apiVersion, table]) =>
    table
      .trim()
      .split('\n')
      .map((line) => builtinType(apiVersion, line)),
  )
}

function builtinType(apiVersion: string, line: string): ResourceType {
  const [plural = '', kind = '', scope = '', shorts = '', categories = '', subresources = ''] = line.trim().split(/ +/)
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const own = {group: group ?? '', version: version ?? '', kind, verbs: ['get', 'patch', 'update']}
  const names = words(subresources)
  return {
    ...own,
    apiVersion: apiVersionOf(own.group, own.version),
    plural,
    singular: kind.toLowerCase(),
    listKind: `${kind}List`,
    namespaced: scope.startsWith('n'),
    shortNames: words(shorts),
    categories: words(categories),
    verbs: scope.endsWith('!') ? ['create'] : persistentVerbs,
    storageVersion: own.version,
    custom: false,
    schema: openSchema,
    subresources: Object.fromEntries(names.map((name) => [name, subresource(name, own)])),
    ...(names.includes('scale') && {scale}),
  }
}

function subresource(name: string, own: Subresource): Subresource {
  if (name === 'proxy') return {group: '', version: 'v1', kind: proxies[own.kind] ?? own.kind, verbs: connect}
  return special[name] ?? own
}

const words = (text: string): string[] => (text === '-' ? [] : text.split(','))
