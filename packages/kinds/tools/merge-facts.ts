/**
 * How lists and maps of Kubernetes' own types merge, and which defaults their schemas state: what the npm packages
 * do not carry. Source: Kubernetes 1.36 API reference and the markers of its API types (list type, map keys,
 * patch strategy, default); a list that is not named here is atomic. Words as in `src/notation/field.ts`.
 */

type Facts = Readonly<Record<string, Readonly<Record<string, string>>>>

const conditions = {conditions: 'map type merge type'}

/** Container and EphemeralContainer have the same lists. */
const container = {
  env: 'map name merge name',
  ports: 'map containerPort,protocol merge containerPort',
  volumeDevices: 'map devicePath merge devicePath',
  volumeMounts: 'map mountPath merge mountPath',
}

/** A reference by name may be empty for historical reasons, so its schema fills it in. */
const emptyName = {name: '= ""'}

const pods: Facts = {
  PodSpec: {
    containers: 'map name merge name',
    ephemeralContainers: 'map name merge name',
    hostAliases: 'map ip merge ip',
    imagePullSecrets: 'map name merge name',
    initContainers: 'map name merge name',
    nodeSelector: 'atomic',
    resourceClaims: 'map name merge name retainKeys',
    schedulingGates: 'map name merge name',
    topologySpreadConstraints: 'map topologyKey,whenUnsatisfiable merge topologyKey',
    volumes: 'map name merge name retainKeys',
  },
  PodStatus: {
    ...conditions,
    hostIPs: 'atomic merge ip',
    podIPs: 'map ip merge ip',
    resourceClaimStatuses: 'map name merge name retainKeys',
  },
  Container: container,
  EphemeralContainer: container,
  ContainerPort: {protocol: '= "TCP"'},
  ContainerRestartRuleOnExitCodes: {values: 'set'},
  ContainerStatus: {
    allocatedResourcesStatus: 'map name merge name',
    volumeMounts: 'map mountPath merge mountPath',
  },
  ResourceRequirements: {claims: 'map name'},
  ResourceStatus: {resources: 'map resourceID'},
  NodeAllocatableResourceClaimStatus: {containers: 'set'},
  GRPCAction: {service: '= ""'},
  LocalObjectReference: emptyName,
  ConfigMapEnvSource: emptyName,
  ConfigMapKeySelector: emptyName,
  ConfigMapProjection: emptyName,
  ConfigMapVolumeSource: emptyName,
  SecretEnvSource: emptyName,
  SecretKeySelector: emptyName,
  SecretProjection: emptyName,
  FileKeySelector: {optional: '= false'},
}

const volumes: Facts = {
  AzureDiskVolumeSource: {fsType: '= "ext4"', readOnly: '= false'},
  ISCSIVolumeSource: {iscsiInterface: '= "default"'},
  ISCSIPersistentVolumeSource: {iscsiInterface: '= "default"'},
  RBDVolumeSource: {keyring: '= "/etc/ceph/keyring"', pool: '= "rbd"', user: '= "admin"'},
  RBDPersistentVolumeSource: {keyring: '= "/etc/ceph/keyring"', pool: '= "rbd"', user: '= "admin"'},
  ScaleIOVolumeSource: {fsType: '= "xfs"', storageMode: '= "ThinProvisioned"'},
  ScaleIOPersistentVolumeSource: {fsType: '= "xfs"', storageMode: '= "ThinProvisioned"'},
  PersistentVolumeClaimStatus: conditions,
}

const core: Facts = {
  ObjectMeta: {finalizers: 'set merge -', ownerReferences: 'map uid merge uid'},
  NamespaceStatus: conditions,
  NodeSpec: {podCIDRs: 'set merge -'},
  NodeStatus: {...conditions, addresses: 'map type merge type'},
  ReplicationControllerSpec: {minReadySeconds: '= 0', replicas: '= 1', selector: 'atomic'},
  ReplicationControllerStatus: conditions,
  ServiceAccount: {secrets: 'map name merge name'},
  ServicePort: {protocol: '= "TCP"'},
  ServiceSpec: {ports: 'map port,protocol merge port', selector: 'atomic'},
  ServiceStatus: conditions,
}

const workloads: Facts = {
  'apps/v1/DaemonSetStatus': conditions,
  'apps/v1/DeploymentSpec': {strategy: 'retainKeys'},
  'apps/v1/DeploymentStatus': conditions,
  'apps/v1/ReplicaSetStatus': conditions,
  'apps/v1/StatefulSetStatus': conditions,
  'autoscaling/v1/ScaleSpec': {replicas: '= 0'},
  'autoscaling/v2/HorizontalPodAutoscalerStatus': conditions,
  'batch/v1/JobStatus': {conditions: 'atomic merge type'},
  'batch/v1/PodFailurePolicyOnExitCodesRequirement': {values: 'set'},
  'batch/v1/UncountedTerminatedPods': {failed: 'set', succeeded: 'set'},
  'discovery.k8s.io/v1/Endpoint': {addresses: 'set'},
  'policy/v1/PodDisruptionBudgetStatus': conditions,
}

const platform: Facts = {
  'admissionregistration.k8s.io/v1/MutatingWebhook': {matchConditions: 'map name merge name'},
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration': {webhooks: 'map name merge name'},
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBindingSpec': {validationActions: 'set'},
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicySpec': {
    matchConditions: 'map name merge name',
    variables: 'map name merge name',
  },
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyStatus': {conditions: 'map type'},
  'admissionregistration.k8s.io/v1/ValidatingWebhook': {matchConditions: 'map name merge name'},
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration': {webhooks: 'map name merge name'},
  'apiextensions.k8s.io/v1/CustomResourceDefinitionStatus': {conditions: 'map type'},
  'apiregistration.k8s.io/v1/APIServiceStatus': conditions,
  'resource.k8s.io/v1/AllocatedDeviceStatus': {conditions: 'map type'},
  'resource.k8s.io/v1/DeviceToleration': {operator: '= "Equal"'},
  'resource.k8s.io/v1/ResourceClaimStatus': {
    devices: 'map driver,device,pool,shareID',
    reservedFor: 'map uid merge uid',
  },
  'storage.k8s.io/v1/CSIDriverSpec': {volumeLifecycleModes: 'set'},
  'storage.k8s.io/v1/CSINodeSpec': {drivers: 'map name merge name'},
}

/** Type → field → words to add to the field's text. */
export const fieldFacts: Facts = {...pods, ...volumes, ...core, ...workloads, ...platform}

/** Objects that are replaced as a whole. */
export const atomicTypes: ReadonlySet<string> = new Set([
  'ConfigMapEnvSource',
  'ConfigMapKeySelector',
  'EndpointAddress',
  'EndpointPort',
  'FileKeySelector',
  'LabelSelector',
  'LocalObjectReference',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'OwnerReference',
  'ResourceFieldSelector',
  'ScopeSelector',
  'SecretEnvSource',
  'SecretKeySelector',
  'SecretReference',
  'TopologySelectorTerm',
  'TypedLocalObjectReference',
  'admissionregistration.k8s.io/v1/MatchResources',
  'admissionregistration.k8s.io/v1/NamedRuleWithOperations',
  'admissionregistration.k8s.io/v1/ParamKind',
  'admissionregistration.k8s.io/v1/ParamRef',
  'admissionregistration.k8s.io/v1/Variable',
  'autoscaling/v1/CrossVersionObjectReference',
  'discovery.k8s.io/v1/EndpointPort',
  'networking.k8s.io/v1/ServiceBackendPort',
  'rbac.authorization.k8s.io/v1/RoleRef',
  'rbac.authorization.k8s.io/v1/Subject',
])
