import {clusterTypes} from './protobuf-cluster-types.ts'

/**
 * Field numbers of the built-in messages that typed clients send, one message a line: number, JSON name, type (`[]` a
 * list, `{}` a map by text, `^` a struct that JSON writes into its parent). `@` marks a version whose numbers differ.
 * Source: the protobuf definitions of the Kubernetes 1.36 API; only what may stand in a request. The kinds that the
 * programs of a cluster write stand in protobuf-cluster-types.ts.
 */
const table = `
Affinity: 1 nodeAffinity NodeAffinity, 2 podAffinity PodAffinity, 3 podAntiAffinity PodAntiAffinity
AggregationRule: 1 clusterRoleSelectors LabelSelector[]
AppArmorProfile: 1 type string, 2 localhostProfile string
AttestationValue: 1 items string[]
BoundObjectReference: 1 kind string, 2 apiVersion string, 3 name string, 4 uid string
CSIVolumeSource: 1 driver string, 2 readOnly bool, 3 fsType string, 4 volumeAttributes {string}, 5 nodePublishSecretRef LocalObjectReference
Capabilities: 1 add string[], 2 drop string[]
CertificateSigningRequest: 1 metadata ObjectMeta, 2 spec CertificateSigningRequestSpec, 3 status CertificateSigningRequestStatus
CertificateSigningRequestCondition: 1 type string, 2 reason string, 3 message string, 4 lastUpdateTime Time, 5 lastTransitionTime Time, 6 status string
CertificateSigningRequestSpec: 1 request bytes, 2 username string, 3 uid string, 4 groups string[], 5 usages string[], 6 extra {Items}, 7 signerName string, 8 expirationSeconds int32
CertificateSigningRequestStatus: 1 conditions CertificateSigningRequestCondition[], 2 certificate bytes
ClientIPConfig: 1 timeoutSeconds int32
ClusterRole: 1 metadata ObjectMeta, 2 rules PolicyRule[], 3 aggregationRule AggregationRule
ClusterRoleBinding: 1 metadata ObjectMeta, 2 subjects Subject[], 3 roleRef RoleRef
ClusterTrustBundleProjection: 1 name string, 2 signerName string, 3 labelSelector LabelSelector, 4 path string, 5 optional bool, 6 user int64
ConfigMap: 1 metadata ObjectMeta, 2 data {string}, 3 binaryData {bytes}, 4 immutable bool
ConfigMapEnvSource: 1 ^ LocalObjectReference, 2 optional bool
ConfigMapKeySelector: 1 ^ LocalObjectReference, 2 key string, 3 optional bool
ConfigMapProjection: 1 ^ LocalObjectReference, 2 items KeyToPath[], 4 optional bool
ConfigMapVolumeSource: 1 ^ LocalObjectReference, 2 items KeyToPath[], 3 defaultMode int32, 4 optional bool, 5 defaultUser int64
Container: 1 name string, 2 image string, 3 command string[], 4 args string[], 5 workingDir string, 6 ports ContainerPort[], 7 env EnvVar[], 8 resources ResourceRequirements, 9 volumeMounts VolumeMount[], 10 livenessProbe Probe, 11 readinessProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath string, 14 imagePullPolicy string, 15 securityContext SecurityContext, 16 stdin bool, 17 stdinOnce bool, 18 tty bool, 19 envFrom EnvFromSource[], 20 terminationMessagePolicy string, 21 volumeDevices VolumeDevice[], 22 startupProbe Probe, 23 resizePolicy ContainerResizePolicy[], 24 restartPolicy string, 25 restartPolicyRules ContainerRestartRule[]
ContainerPort: 1 name string, 2 hostPort int32, 3 containerPort int32, 4 protocol string, 5 hostIP string
ContainerResizePolicy: 1 resourceName string, 2 restartPolicy string
ContainerResourceMetricSource: 1 name string, 2 target MetricTarget, 3 container string
ContainerRestartRule: 1 action string, 2 exitCodes ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes: 1 operator string, 2 values int32[]
CronJob: 1 metadata ObjectMeta, 2 spec CronJobSpec, 3 status CronJobStatus
CronJobSpec: 1 schedule string, 2 startingDeadlineSeconds int64, 3 concurrencyPolicy string, 4 suspend bool, 5 jobTemplate JobTemplateSpec, 6 successfulJobsHistoryLimit int32, 7 failedJobsHistoryLimit int32, 8 timeZone string
CrossVersionObjectReference: 1 kind string, 2 name string, 3 apiVersion string
DeleteOptions: 1 gracePeriodSeconds int64, 2 preconditions Preconditions, 3 orphanDependents bool, 4 propagationPolicy string, 5 dryRun string[]
Deployment: 1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus
DeploymentSpec: 1 replicas int32, 2 selector LabelSelector, 3 template PodTemplateSpec, 4 strategy DeploymentStrategy, 5 minReadySeconds int32, 6 revisionHistoryLimit int32, 7 paused bool, 9 progressDeadlineSeconds int32
DeploymentStrategy: 1 type string, 2 rollingUpdate RollingUpdateDeployment
DownwardAPIProjection: 1 items DownwardAPIVolumeFile[]
DownwardAPIVolumeFile: 1 path string, 2 fieldRef ObjectFieldSelector, 3 resourceFieldRef ResourceFieldSelector, 4 mode int32, 5 user int64
DownwardAPIVolumeSource: 1 items DownwardAPIVolumeFile[], 2 defaultMode int32, 3 defaultUser int64
EmptyDirVolumeSource: 1 medium string, 2 sizeLimit Quantity, 3 mode int32
EnvFromSource: 1 prefix string, 2 configMapRef ConfigMapEnvSource, 3 secretRef SecretEnvSource
EnvVar: 1 name string, 2 value string, 3 valueFrom EnvVarSource
EnvVarSource: 1 fieldRef ObjectFieldSelector, 2 resourceFieldRef ResourceFieldSelector, 3 configMapKeyRef ConfigMapKeySelector, 4 secretKeyRef SecretKeySelector, 5 fileKeyRef FileKeySelector
EphemeralContainer: 1 ^ EphemeralContainerCommon, 2 targetContainerName string
EphemeralContainerCommon: 1 name string, 2 image string, 3 command string[], 4 args string[], 5 workingDir string, 6 ports ContainerPort[], 7 env EnvVar[], 8 resources ResourceRequirements, 9 volumeMounts VolumeMount[], 10 livenessProbe Probe, 11 readinessProbe Probe, 12 lifecycle Lifecycle, 13 terminationMessagePath string, 14 imagePullPolicy string, 15 securityContext SecurityContext, 16 stdin bool, 17 stdinOnce bool, 18 tty bool, 19 envFrom EnvFromSource[], 20 terminationMessagePolicy string, 21 volumeDevices VolumeDevice[], 22 startupProbe Probe, 23 resizePolicy ContainerResizePolicy[], 24 restartPolicy string, 25 restartPolicyRules ContainerRestartRule[]
EphemeralVolumeSource: 1 volumeClaimTemplate PersistentVolumeClaimTemplate
Event: 1 metadata ObjectMeta, 2 involvedObject ObjectReference, 3 reason string, 4 message string, 5 source EventSource, 6 firstTimestamp Time, 7 lastTimestamp Time, 8 count int32, 9 type string, 10 eventTime MicroTime, 11 series EventSeries, 12 action string, 13 related ObjectReference, 14 reportingComponent string, 15 reportingInstance string
Event@events.k8s.io/v1: 1 metadata ObjectMeta, 2 eventTime MicroTime, 3 series EventSeries, 4 reportingController string, 5 reportingInstance string, 6 action string, 7 reason string, 8 regarding ObjectReference, 9 related ObjectReference, 10 note string, 11 type string, 12 deprecatedSource EventSource, 13 deprecatedFirstTimestamp Time, 14 deprecatedLastTimestamp Time, 15 deprecatedCount int32
EventSeries: 1 count int32, 2 lastObservedTime MicroTime
EventSource: 1 component string, 2 host string
Eviction: 1 metadata ObjectMeta, 2 deleteOptions DeleteOptions
EvictionResponder: 1 name string, 2 priority int32
ExecAction: 1 command string[]
ExternalMetricSource: 1 metric MetricIdentifier, 2 target MetricTarget
FieldSelectorAttributes: 1 rawSelector string, 2 requirements FieldSelectorRequirement[]
FieldSelectorRequirement: 1 key string, 2 operator string, 3 values string[]
FileKeySelector: 1 volumeName string, 2 path string, 3 key string, 4 optional bool
GRPCAction: 1 port int32, 2 service string, 3 mode string
HPAScalingPolicy: 1 type string, 2 value int32, 3 periodSeconds int32
HPAScalingRules: 1 selectPolicy string, 2 policies HPAScalingPolicy[], 3 stabilizationWindowSeconds int32, 4 tolerance Quantity
HTTPGetAction: 1 path string, 2 port IntOrString, 3 host string, 4 scheme string, 5 httpHeaders HTTPHeader[], 6 protocol string
HTTPHeader: 1 name string, 2 value string
HTTPIngressPath: 1 path string, 2 backend IngressBackend, 3 pathType string
HTTPIngressRuleValue: 1 paths HTTPIngressPath[]
HorizontalPodAutoscaler: 1 metadata ObjectMeta, 2 spec HorizontalPodAutoscalerSpec, 3 status HorizontalPodAutoscalerStatus
HorizontalPodAutoscaler@autoscaling/v1: 1 metadata ObjectMeta, 2 spec HorizontalPodAutoscalerSpec@autoscaling/v1
HorizontalPodAutoscalerBehavior: 1 scaleUp HPAScalingRules, 2 scaleDown HPAScalingRules
HorizontalPodAutoscalerSpec: 1 scaleTargetRef CrossVersionObjectReference, 2 minReplicas int32, 3 maxReplicas int32, 4 metrics MetricSpec[], 5 behavior HorizontalPodAutoscalerBehavior
HorizontalPodAutoscalerSpec@autoscaling/v1: 1 scaleTargetRef CrossVersionObjectReference, 2 minReplicas int32, 3 maxReplicas int32, 4 targetCPUUtilizationPercentage int32
HostAlias: 1 ip string, 2 hostnames string[]
HostPathVolumeSource: 1 path string, 2 type string
ImageVolumeSource: 1 reference string, 2 pullPolicy string
Ingress: 1 metadata ObjectMeta, 2 spec IngressSpec, 3 status IngressStatus
IngressBackend: 3 resource TypedLocalObjectReference, 4 service IngressServiceBackend
IngressRule: 1 host string, 2 ^ IngressRuleValue
IngressRuleValue: 1 http HTTPIngressRuleValue
IngressServiceBackend: 1 name string, 2 port ServiceBackendPort
IngressSpec: 1 defaultBackend IngressBackend, 2 tls IngressTLS[], 3 rules IngressRule[], 4 ingressClassName string
IngressTLS: 1 hosts string[], 2 secretName string
Job: 1 metadata ObjectMeta, 2 spec JobSpec, 3 status JobStatus
JobSchedulingConfiguration: 
JobSpec: 1 parallelism int32, 2 completions int32, 3 activeDeadlineSeconds int64, 4 selector LabelSelector, 5 manualSelector bool, 6 template PodTemplateSpec, 7 backoffLimit int32, 8 ttlSecondsAfterFinished int32, 9 completionMode string, 10 suspend bool, 11 podFailurePolicy PodFailurePolicy, 12 backoffLimitPerIndex int32, 13 maxFailedIndexes int32, 14 podReplacementPolicy string, 15 managedBy string, 16 successPolicy SuccessPolicy, 17 scheduling JobSchedulingConfiguration
JobTemplateSpec: 1 metadata ObjectMeta, 2 spec JobSpec
KeyToPath: 1 key string, 2 path string, 3 mode int32, 4 user int64
LabelSelector: 1 matchLabels {string}, 2 matchExpressions LabelSelectorRequirement[]
LabelSelectorAttributes: 1 rawSelector string, 2 requirements LabelSelectorRequirement[]
LabelSelectorRequirement: 1 key string, 2 operator string, 3 values string[]
Lifecycle: 1 postStart LifecycleHandler, 2 preStop LifecycleHandler, 3 stopSignal string
LifecycleHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 sleep SleepAction
LocalObjectReference: 1 name string
LocalSubjectAccessReview: 1 metadata ObjectMeta, 2 spec SubjectAccessReviewSpec
MetricIdentifier: 1 name string, 2 selector LabelSelector
MetricSpec: 1 type string, 2 object ObjectMetricSource, 3 pods PodsMetricSource, 4 resource ResourceMetricSource, 5 external ExternalMetricSource, 7 containerResource ContainerResourceMetricSource
MetricTarget: 1 type string, 2 value Quantity, 3 averageValue Quantity, 4 averageUtilization int32
NFSVolumeSource: 1 server string, 2 path string, 3 readOnly bool
Namespace: 1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status NamespaceStatus
NamespaceSpec: 1 finalizers string[]
NodeAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution NodeSelector, 2 preferredDuringSchedulingIgnoredDuringExecution PreferredSchedulingTerm[]
NodeSelector: 1 nodeSelectorTerms NodeSelectorTerm[]
NodeSelectorRequirement: 1 key string, 2 operator string, 3 values string[]
NodeSelectorTerm: 1 matchExpressions NodeSelectorRequirement[], 2 matchFields NodeSelectorRequirement[]
NonResourceAttributes: 1 path string, 2 verb string
ObjectFieldSelector: 1 apiVersion string, 2 fieldPath string
ObjectMeta: 1 name string, 2 generateName string, 3 namespace string, 5 uid string, 6 resourceVersion string, 7 generation int64, 8 creationTimestamp Time, 9 deletionTimestamp Time, 10 deletionGracePeriodSeconds int64, 11 labels {string}, 12 annotations {string}, 13 ownerReferences OwnerReference[], 14 finalizers string[]
ObjectMetricSource: 1 describedObject CrossVersionObjectReference, 2 target MetricTarget, 3 metric MetricIdentifier
ObjectReference: 1 kind string, 2 namespace string, 3 name string, 4 uid string, 5 apiVersion string, 6 resourceVersion string, 7 fieldPath string
OwnerReference: 1 kind string, 3 name string, 4 uid string, 5 apiVersion string, 6 controller bool, 7 blockOwnerDeletion bool
PersistentVolumeClaimSpec: 1 accessModes string[], 2 resources VolumeResourceRequirements, 3 volumeName string, 4 selector LabelSelector, 5 storageClassName string, 6 volumeMode string, 7 dataSource TypedLocalObjectReference, 8 dataSourceRef TypedObjectReference, 9 volumeAttributesClassName string
PersistentVolumeClaimTemplate: 1 metadata ObjectMeta, 2 spec PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource: 1 claimName string, 2 readOnly bool
Pod: 1 metadata ObjectMeta, 2 spec PodSpec, 3 status PodStatus
PodAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution PodAffinityTerm[], 2 preferredDuringSchedulingIgnoredDuringExecution WeightedPodAffinityTerm[]
PodAffinityTerm: 1 labelSelector LabelSelector, 2 namespaces string[], 3 topologyKey string, 4 namespaceSelector LabelSelector, 5 matchLabelKeys string[], 6 mismatchLabelKeys string[]
PodAntiAffinity: 1 requiredDuringSchedulingIgnoredDuringExecution PodAffinityTerm[], 2 preferredDuringSchedulingIgnoredDuringExecution WeightedPodAffinityTerm[]
PodCertificateProjection: 1 signerName string, 2 keyType string, 3 maxExpirationSeconds int32, 4 credentialBundlePath string, 5 keyPath string, 6 certificateChainPath string, 7 userAnnotations {string}, 8 user int64
PodDNSConfig: 1 nameservers string[], 2 searches string[], 3 options PodDNSConfigOption[]
PodDNSConfigOption: 1 name string, 2 value string
PodDisruptionBudget: 1 metadata ObjectMeta, 2 spec PodDisruptionBudgetSpec, 3 status PodDisruptionBudgetStatus
PodDisruptionBudgetSpec: 1 minAvailable IntOrString, 2 selector LabelSelector, 3 maxUnavailable IntOrString, 4 unhealthyPodEvictionPolicy string
PodFailurePolicy: 1 rules PodFailurePolicyRule[]
PodFailurePolicyOnExitCodesRequirement: 1 containerName string, 2 operator string, 3 values int32[]
PodFailurePolicyOnPodConditionsPattern: 1 type string, 2 status string
PodFailurePolicyRule: 1 action string, 2 onExitCodes PodFailurePolicyOnExitCodesRequirement, 3 onPodConditions PodFailurePolicyOnPodConditionsPattern[]
PodOS: 1 name string
PodReadinessGate: 1 conditionType string
PodResourceClaim: 1 name string, 3 resourceClaimName string, 4 resourceClaimTemplateName string
PodSchedulingGate: 1 name string
PodSchedulingGroup: 1 podGroupName string
PodSecurityContext: 1 seLinuxOptions SELinuxOptions, 2 runAsUser int64, 3 runAsNonRoot bool, 4 supplementalGroups int64[], 5 fsGroup int64, 6 runAsGroup int64, 7 sysctls Sysctl[], 8 windowsOptions WindowsSecurityContextOptions, 9 fsGroupChangePolicy string, 10 seccompProfile SeccompProfile, 11 appArmorProfile AppArmorProfile, 12 supplementalGroupsPolicy string, 13 seLinuxChangePolicy string
PodSpec: 1 volumes Volume[], 2 containers Container[], 3 restartPolicy string, 4 terminationGracePeriodSeconds int64, 5 activeDeadlineSeconds int64, 6 dnsPolicy string, 7 nodeSelector {string}, 8 serviceAccountName string, 9 serviceAccount string, 10 nodeName string, 11 hostNetwork bool, 12 hostPID bool, 13 hostIPC bool, 14 securityContext PodSecurityContext, 15 imagePullSecrets LocalObjectReference[], 16 hostname string, 17 subdomain string, 18 affinity Affinity, 19 schedulerName string, 20 initContainers Container[], 21 automountServiceAccountToken bool, 22 tolerations Toleration[], 23 hostAliases HostAlias[], 24 priorityClassName string, 25 priority int32, 26 dnsConfig PodDNSConfig, 27 shareProcessNamespace bool, 28 readinessGates PodReadinessGate[], 29 runtimeClassName string, 30 enableServiceLinks bool, 31 preemptionPolicy string, 32 overhead {Quantity}, 33 topologySpreadConstraints TopologySpreadConstraint[], 34 ephemeralContainers EphemeralContainer[], 35 setHostnameAsFQDN bool, 36 os PodOS, 37 hostUsers bool, 38 schedulingGates PodSchedulingGate[], 39 resourceClaims PodResourceClaim[], 40 resources ResourceRequirements, 41 hostnameOverride string, 43 schedulingGroup PodSchedulingGroup, 44 evictionResponders EvictionResponder[]
PodTemplateSpec: 1 metadata ObjectMeta, 2 spec PodSpec
PodsMetricSource: 1 metric MetricIdentifier, 2 target MetricTarget
PolicyRule: 1 verbs string[], 2 apiGroups string[], 3 resources string[], 4 resourceNames string[], 5 nonResourceURLs string[]
Preconditions: 1 uid string, 2 resourceVersion string
PreferredSchedulingTerm: 1 weight int32, 2 preference NodeSelectorTerm
PriorityClass: 1 metadata ObjectMeta, 2 value int32, 3 globalDefault bool, 4 description string, 5 preemptionPolicy string
Probe: 1 ^ ProbeHandler, 2 initialDelaySeconds int32, 3 timeoutSeconds int32, 4 periodSeconds int32, 5 successThreshold int32, 6 failureThreshold int32, 7 terminationGracePeriodSeconds int64
ProbeHandler: 1 exec ExecAction, 2 httpGet HTTPGetAction, 3 tcpSocket TCPSocketAction, 4 grpc GRPCAction
ProjectedVolumeSource: 1 sources VolumeProjection[], 2 defaultMode int32, 3 defaultUser int64
ResourceAttributes: 1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string, 6 subresource string, 7 name string, 8 fieldSelector FieldSelectorAttributes, 9 labelSelector LabelSelectorAttributes
ResourceClaim: 1 name string, 2 request string
ResourceFieldSelector: 1 containerName string, 2 resource string, 3 divisor Quantity
ResourceMetricSource: 1 name string, 2 target MetricTarget
ResourceQuota: 1 metadata ObjectMeta, 2 spec ResourceQuotaSpec, 3 status ResourceQuotaStatus
ResourceQuotaSpec: 1 hard {Quantity}, 2 scopes string[], 3 scopeSelector ScopeSelector
ResourceRequirements: 1 limits {Quantity}, 2 requests {Quantity}, 3 claims ResourceClaim[]
Role: 1 metadata ObjectMeta, 2 rules PolicyRule[]
RoleBinding: 1 metadata ObjectMeta, 2 subjects Subject[], 3 roleRef RoleRef
RoleRef: 1 apiGroup string, 2 kind string, 3 name string
RollingUpdateDeployment: 1 maxUnavailable IntOrString, 2 maxSurge IntOrString
SELinuxOptions: 1 user string, 2 role string, 3 type string, 4 level string
Scale: 1 metadata ObjectMeta, 2 spec ScaleSpec
ScaleSpec: 1 replicas int32
ScopeSelector: 1 matchExpressions ScopedResourceSelectorRequirement[]
ScopedResourceSelectorRequirement: 1 scopeName string, 2 operator string, 3 values string[]
SeccompProfile: 1 type string, 2 localhostProfile string
Secret: 1 metadata ObjectMeta, 2 data {bytes}, 3 type string, 4 stringData {string}, 5 immutable bool
SecretEnvSource: 1 ^ LocalObjectReference, 2 optional bool
SecretKeySelector: 1 ^ LocalObjectReference, 2 key string, 3 optional bool
SecretProjection: 1 ^ LocalObjectReference, 2 items KeyToPath[], 4 optional bool
SecretVolumeSource: 1 secretName string, 2 items KeyToPath[], 3 defaultMode int32, 4 optional bool, 5 defaultUser int64
SecurityContext: 1 capabilities Capabilities, 2 privileged bool, 3 seLinuxOptions SELinuxOptions, 4 runAsUser int64, 5 runAsNonRoot bool, 6 readOnlyRootFilesystem bool, 7 allowPrivilegeEscalation bool, 8 runAsGroup int64, 9 procMount string, 10 windowsOptions WindowsSecurityContextOptions, 11 seccompProfile SeccompProfile, 12 appArmorProfile AppArmorProfile
SelfSubjectAccessReview: 1 metadata ObjectMeta, 2 spec SelfSubjectAccessReviewSpec
SelfSubjectAccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes
SelfSubjectReview: 1 metadata ObjectMeta
SelfSubjectRulesReview: 1 metadata ObjectMeta, 2 spec SelfSubjectRulesReviewSpec
SelfSubjectRulesReviewSpec: 1 namespace string
Service: 1 metadata ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus
ServiceAccount: 1 metadata ObjectMeta, 2 secrets ObjectReference[], 3 imagePullSecrets LocalObjectReference[], 4 automountServiceAccountToken bool
ServiceAccountTokenProjection: 1 audience string, 2 expirationSeconds int64, 3 path string, 4 user int64
ServiceBackendPort: 1 name string, 2 number int32
ServicePort: 1 name string, 2 protocol string, 3 port int32, 4 targetPort IntOrString, 5 nodePort int32, 6 appProtocol string
ServiceSpec: 1 ports ServicePort[], 2 selector {string}, 3 clusterIP string, 4 type string, 5 externalIPs string[], 7 sessionAffinity string, 8 loadBalancerIP string, 9 loadBalancerSourceRanges string[], 10 externalName string, 11 externalTrafficPolicy string, 12 healthCheckNodePort int32, 13 publishNotReadyAddresses bool, 14 sessionAffinityConfig SessionAffinityConfig, 17 ipFamilyPolicy string, 18 clusterIPs string[], 19 ipFamilies string[], 20 allocateLoadBalancerNodePorts bool, 21 loadBalancerClass string, 22 internalTrafficPolicy string, 23 trafficDistribution string
SessionAffinityConfig: 1 clientIP ClientIPConfig
SleepAction: 1 seconds int64
Subject: 1 kind string, 2 apiGroup string, 3 name string, 4 namespace string
SubjectAccessReview: 1 metadata ObjectMeta, 2 spec SubjectAccessReviewSpec
SubjectAccessReviewSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes, 3 user string, 4 groups string[], 5 extra {Items}, 6 uid string
SuccessPolicy: 1 rules SuccessPolicyRule[]
SuccessPolicyRule: 1 succeededIndexes string, 2 succeededCount int32
Sysctl: 1 name string, 2 value string
TCPSocketAction: 1 port IntOrString, 2 host string
TokenRequest: 1 metadata ObjectMeta, 2 spec TokenRequestSpec
TokenRequestSpec: 1 audiences string[], 3 boundObjectRef BoundObjectReference, 4 expirationSeconds int64, 5 attestations {AttestationValue}
Toleration: 1 key string, 2 operator string, 3 value string, 4 effect string, 5 tolerationSeconds int64
TopologySpreadConstraint: 1 maxSkew int32, 2 topologyKey string, 3 whenUnsatisfiable string, 4 labelSelector LabelSelector, 5 minDomains int32, 6 nodeAffinityPolicy string, 7 nodeTaintsPolicy string, 8 matchLabelKeys string[]
TypedLocalObjectReference: 1 apiGroup string, 2 kind string, 3 name string
TypedObjectReference: 1 apiGroup string, 2 kind string, 3 name string, 4 namespace string
Volume: 1 name string, 2 ^ VolumeSource
VolumeDevice: 1 name string, 2 devicePath string
VolumeMount: 1 name string, 2 readOnly bool, 3 mountPath string, 4 subPath string, 5 mountPropagation string, 6 subPathExpr string, 7 recursiveReadOnly string, 8 bindMountOptions string[]
VolumeProjection: 1 secret SecretProjection, 2 downwardAPI DownwardAPIProjection, 3 configMap ConfigMapProjection, 4 serviceAccountToken ServiceAccountTokenProjection, 5 clusterTrustBundle ClusterTrustBundleProjection, 6 podCertificate PodCertificateProjection
VolumeResourceRequirements: 1 limits {Quantity}, 2 requests {Quantity}
VolumeSource: 1 hostPath HostPathVolumeSource, 2 emptyDir EmptyDirVolumeSource, 6 secret SecretVolumeSource, 7 nfs NFSVolumeSource, 10 persistentVolumeClaim PersistentVolumeClaimVolumeSource, 16 downwardAPI DownwardAPIVolumeSource, 19 configMap ConfigMapVolumeSource, 26 projected ProjectedVolumeSource, 28 csi CSIVolumeSource, 29 ephemeral EphemeralVolumeSource, 30 image ImageVolumeSource
WeightedPodAffinityTerm: 1 weight int32, 2 podAffinityTerm PodAffinityTerm
WindowsSecurityContextOptions: 1 gmsaCredentialSpecName string, 2 gmsaCredentialSpec string, 3 runAsUserName string, 4 hostProcess bool`

export interface FieldType {
  readonly name: string
  readonly type: string
  readonly list: boolean
  readonly map: boolean
}

/** Messages by name, their fields by number. */
export const messageTypes: Readonly<Record<string, Readonly<Record<number, FieldType>>>> = Object.fromEntries(
  `${table.trim()}\n${clusterTypes.trim()}`.split('\n').map((line) => {
    const [message = '', fields = ''] = line.split(': ')
    return [message, Object.fromEntries(fields.split(', ').map(fieldOf))]
  }),
)

function fieldOf(text: string): [number, FieldType] {
  const [number = '', name = '', type = ''] = text.split(' ')
  return [
    Number(number),
    {name, type: type.replace(/[[\]{}]/g, ''), list: type.endsWith('[]'), map: type.startsWith('{')},
  ]
}
