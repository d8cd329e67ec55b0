import {builtInType, isKnownType} from './core/kubernetes-types.ts'
import type {Schema} from './notation/schema.ts'

/** A subresource as discovery lists it. `group` and `version` are those of the kind that it takes. */
export interface Subresource {
  readonly name: string
  readonly kind: string
  readonly group: string
  readonly version: string
  readonly verbs: readonly string[]
}

/** A resource that every API server has. */
export interface CoreResource {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly subresources: readonly Subresource[]
}

/**
 * One line per resource: kind, plural, short names, scope, subresources, categories; `-` for none.
 * Source: API discovery of Kubernetes 1.36 as its API reference documents it.
 */
const table: Readonly<Record<string, string>> = {
  v1: `
    Namespace             namespaces             ns     cluster    finalize,status
    Node                  nodes                  no     cluster    proxy,status
    Pod                   pods                   po     namespaced attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize,status all
    Service               services               svc    namespaced proxy,status  all
    Endpoints             endpoints              ep     namespaced -
    ConfigMap             configmaps             cm     namespaced -
    Secret                secrets                -      namespaced -
    ServiceAccount        serviceaccounts        sa     namespaced token
    Event                 events                 ev     namespaced -
    PersistentVolumeClaim persistentvolumeclaims pvc    namespaced status
    PersistentVolume      persistentvolumes      pv     cluster    status
    ResourceQuota         resourcequotas         quota  namespaced status
    LimitRange            limitranges            limits namespaced -
    ReplicationController replicationcontrollers rc     namespaced scale,status  all
    PodTemplate           podtemplates           -      namespaced -
    Binding               bindings               -      namespaced -
    ComponentStatus       componentstatuses      cs     cluster    -`,
  'apps/v1': `
    Deployment         deployments         deploy namespaced scale,status all
    ReplicaSet         replicasets         rs     namespaced scale,status all
    StatefulSet        statefulsets        sts    namespaced scale,status all
    DaemonSet          daemonsets          ds     namespaced status       all
    ControllerRevision controllerrevisions -      namespaced -`,
  'batch/v1': `
    Job     jobs     -  namespaced status all
    CronJob cronjobs cj namespaced status all`,
  'autoscaling/v2': 'HorizontalPodAutoscaler horizontalpodautoscalers hpa namespaced status all',
  'autoscaling/v1': 'HorizontalPodAutoscaler horizontalpodautoscalers hpa namespaced status all',
  'policy/v1': 'PodDisruptionBudget poddisruptionbudgets pdb namespaced status',
  'rbac.authorization.k8s.io/v1': `
    Role               roles               - namespaced -
    RoleBinding        rolebindings        - namespaced -
    ClusterRole        clusterroles        - cluster    -
    ClusterRoleBinding clusterrolebindings - cluster    -`,
  'storage.k8s.io/v1': `
    StorageClass       storageclasses       sc cluster    -
    CSIDriver          csidrivers           -  cluster    -
    CSINode            csinodes             -  cluster    -
    CSIStorageCapacity csistoragecapacities -  namespaced -
    VolumeAttachment   volumeattachments    -  cluster    status`,
  'certificates.k8s.io/v1': 'CertificateSigningRequest certificatesigningrequests csr cluster approval,status',
  'coordination.k8s.io/v1': 'Lease leases - namespaced -',
  'discovery.k8s.io/v1': 'EndpointSlice endpointslices - namespaced -',
  'events.k8s.io/v1': 'Event events ev namespaced -',
  'networking.k8s.io/v1': `
    Ingress       ingresses       ing    namespaced status
    IngressClass  ingressclasses  -      cluster    -
    NetworkPolicy networkpolicies netpol namespaced -`,
  'node.k8s.io/v1': 'RuntimeClass runtimeclasses - cluster -',
  'scheduling.k8s.io/v1': 'PriorityClass priorityclasses pc cluster -',
  'resource.k8s.io/v1': `
    DeviceClass           deviceclasses          - cluster    -
    ResourceClaim         resourceclaims         - namespaced status
    ResourceClaimTemplate resourceclaimtemplates - namespaced -
    ResourceSlice         resourceslices         - cluster    -`,
  'apiextensions.k8s.io/v1':
    'CustomResourceDefinition customresourcedefinitions crd,crds cluster status api-extensions',
  'apiregistration.k8s.io/v1': 'APIService apiservices - cluster status api-extensions',
  'admissionregistration.k8s.io/v1': `
    ValidatingAdmissionPolicy        validatingadmissionpolicies        - cluster status api-extensions
    ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings  - cluster -      api-extensions
    ValidatingWebhookConfiguration   validatingwebhookconfigurations    - cluster -      api-extensions
    MutatingWebhookConfiguration     mutatingwebhookconfigurations      - cluster -      api-extensions`,
  'authentication.k8s.io/v1': `
    TokenReview       tokenreviews       - cluster -
    SelfSubjectReview selfsubjectreviews - cluster -`,
  'authorization.k8s.io/v1': `
    SelfSubjectAccessReview  selfsubjectaccessreviews  - cluster    -
    SelfSubjectRulesReview   selfsubjectrulesreviews   - cluster    -
    SubjectAccessReview      subjectaccessreviews      - cluster    -
    LocalSubjectAccessReview localsubjectaccessreviews - namespaced -`,
  'metrics.k8s.io/v1beta1': `
    NodeMetrics nodes - cluster    -
    PodMetrics  pods  - namespaced -`,
}

const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const readWrite = ['get', 'patch', 'update']
const createOnly = ['authentication.k8s.io', 'authorization.k8s.io']

/** Subresources that take or give another kind than their parent, or allow other verbs than get, patch, update. */
const odd: Readonly<Record<string, Partial<Subresource>>> = {
  'pods/attach': {kind: 'PodAttachOptions', verbs: ['create', 'get']},
  'pods/binding': {kind: 'Binding', verbs: ['create']},
  'pods/eviction': {kind: 'Eviction', group: 'policy', verbs: ['create']},
  'pods/exec': {kind: 'PodExecOptions', verbs: ['create', 'get']},
  'pods/log': {verbs: ['get']},
  'pods/portforward': {kind: 'PodPortForwardOptions', verbs: ['create', 'get']},
  'pods/proxy': {kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update']},
  'services/proxy': {kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update']},
  'nodes/proxy': {kind: 'NodeProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update']},
  'namespaces/finalize': {verbs: ['update']},
  'serviceaccounts/token': {kind: 'TokenRequest', group: 'authentication.k8s.io', verbs: ['create']},
}

const scale = {kind: 'Scale', group: 'autoscaling', version: 'v1'}

const verbsOf = (group: string, plural: string): readonly string[] => {
  if (createOnly.includes(group) || (group === '' && plural === 'bindings')) return ['create']
  if (group === 'metrics.k8s.io' || plural === 'componentstatuses') return ['get', 'list']
  if (group === '' && plural === 'namespaces') return all.filter((verb) => verb !== 'deletecollection')
  return all
}

const listOf = (word: string | undefined): string[] => (word === undefined || word === '-' ? [] : word.split(','))

const readLine = (groupVersion: string, line: string): CoreResource => {
  const [kind = '', plural = '', short, scope, subresources, categories] = line.trim().split(/ +/)
  const [version = '', group = ''] = groupVersion.split('/').reverse()
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: listOf(short),
    categories: listOf(categories),
    namespaced: scope === 'namespaced',
    verbs: verbsOf(group, plural),
    subresources: listOf(subresources).map((name) => ({
      name,
      kind,
      group,
      version,
      verbs: readWrite,
      ...(name === 'scale' ? scale : {}),
      ...odd[`${plural}/${name}`],
    })),
  }
}

/** Every built-in resource, in the order in which discovery lists the groups. */
export const coreResources: readonly CoreResource[] = Object.entries(table).flatMap(([groupVersion, lines]) =>
  lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => readLine(groupVersion, line)),
)

/**
 * Structural schema of a built-in kind (also `Scale`, `Eviction`, `TokenRequest`, `Status`): list types and map keys,
 * patch strategy and merge key, enums, required fields, and as `default` what the server fills in regardless of other
 * fields. Made on first use, shared and frozen. Undefined for kinds without one, such as the options of `exec`.
 * Built-in kinds take null for absent, which schemas cannot say; unknown fields are to be treated as for any schema.
 */
export const coreSchema = ({
  group,
  version,
  kind,
}: Pick<CoreResource, 'group' | 'version' | 'kind'>): Schema | undefined => {
  const name = group === '' ? kind : `${group}/${version}/${kind}`
  return isKnownType(name) ? builtInType(name) : undefined
}
