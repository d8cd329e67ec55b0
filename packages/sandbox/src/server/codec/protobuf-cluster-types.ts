/**
 * More messages in the notation of protobuf-types.ts: workloads, volumes, nodes, leases and endpoints, and the statuses
 * that controllers write. Volume sources of storage systems that the API has deprecated are left out.
 * Source: the protobuf definitions of the Kubernetes 1.36 API.
 */
export const clusterTypes = `
AttachedVolume: 1 name string, 2 devicePath string
Binding: 1 metadata ObjectMeta, 2 target ObjectReference
CSIPersistentVolumeSource: 1 driver string, 2 volumeHandle string, 3 readOnly bool, 4 fsType string, 5 volumeAttributes {string}, 6 controllerPublishSecretRef SecretReference, 7 nodeStageSecretRef SecretReference, 8 nodePublishSecretRef SecretReference, 9 controllerExpandSecretRef SecretReference, 10 nodeExpandSecretRef SecretReference
Condition: 1 type string, 2 status string, 3 observedGeneration int64, 4 lastTransitionTime Time, 5 reason string, 6 message string
ConfigMapNodeConfigSource: 1 namespace string, 2 name string, 3 uid string, 4 resourceVersion string, 5 kubeletConfigKey string
ContainerExtendedResourceRequest: 1 containerName string, 2 resourceName string, 3 requestName string
ContainerImage: 1 names string[], 2 sizeBytes int64
ContainerResourceMetricStatus: 1 name string, 2 current MetricValueStatus, 3 container string
ContainerState: 1 waiting ContainerStateWaiting, 2 running ContainerStateRunning, 3 terminated ContainerStateTerminated
ContainerStateRunning: 1 startedAt Time
ContainerStateTerminated: 1 exitCode int32, 2 signal int32, 3 reason string, 4 message string, 5 startedAt Time, 6 finishedAt Time, 7 containerID string
ContainerStateWaiting: 1 reason string, 2 message string
ContainerStatus: 1 name string, 2 state ContainerState, 3 lastState ContainerState, 4 ready bool, 5 restartCount int32, 6 image string, 7 imageID string, 8 containerID string, 9 started bool, 10 allocatedResources {Quantity}, 11 resources ResourceRequirements, 12 volumeMounts VolumeMountStatus[], 13 user ContainerUser, 14 allocatedResourcesStatus ResourceStatus[], 15 stopSignal string
ContainerUser: 1 linux LinuxContainerUser
CronJobStatus: 1 active ObjectReference[], 4 lastScheduleTime Time, 5 lastSuccessfulTime Time
DaemonEndpoint: 1 Port int32
DaemonSet: 1 metadata ObjectMeta, 2 spec DaemonSetSpec, 3 status DaemonSetStatus
DaemonSetCondition: 1 type string, 2 status string, 3 lastTransitionTime Time, 4 reason string, 5 message string
DaemonSetSpec: 1 selector LabelSelector, 2 template PodTemplateSpec, 3 updateStrategy DaemonSetUpdateStrategy, 4 minReadySeconds int32, 6 revisionHistoryLimit int32
DaemonSetStatus: 1 currentNumberScheduled int32, 2 numberMisscheduled int32, 3 desiredNumberScheduled int32, 4 numberReady int32, 5 observedGeneration int64, 6 updatedNumberScheduled int32, 7 numberAvailable int32, 8 numberUnavailable int32, 9 collisionCount int32, 10 conditions DaemonSetCondition[]
DaemonSetUpdateStrategy: 1 type string, 2 rollingUpdate RollingUpdateDaemonSet
DeploymentCondition: 1 type string, 2 status string, 4 reason string, 5 message string, 6 lastUpdateTime Time, 7 lastTransitionTime Time
DeploymentStatus: 1 observedGeneration int64, 2 replicas int32, 3 updatedReplicas int32, 4 availableReplicas int32, 5 unavailableReplicas int32, 6 conditions DeploymentCondition[], 7 readyReplicas int32, 8 collisionCount int32, 9 terminatingReplicas int32
Endpoint: 1 addresses string[], 2 conditions EndpointConditions, 3 hostname string, 4 targetRef ObjectReference, 5 deprecatedTopology {string}, 6 nodeName string, 7 zone string, 8 hints EndpointHints
EndpointAddress: 1 ip string, 2 targetRef ObjectReference, 3 hostname string, 4 nodeName string
EndpointConditions: 1 ready bool, 2 serving bool, 3 terminating bool
EndpointHints: 1 forZones ForZone[], 2 forNodes ForNode[]
EndpointPort: 1 name string, 2 port int32, 3 protocol string, 4 appProtocol string
EndpointPort@discovery.k8s.io/v1: 1 name string, 2 protocol string, 3 port int32, 4 appProtocol string
EndpointSlice: 1 metadata ObjectMeta, 2 endpoints Endpoint[], 3 ports EndpointPort@discovery.k8s.io/v1[], 4 addressType string
EndpointSubset: 1 addresses EndpointAddress[], 2 notReadyAddresses EndpointAddress[], 3 ports EndpointPort[]
Endpoints: 1 metadata ObjectMeta, 2 subsets EndpointSubset[]
ExternalMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus
ForNode: 1 name string
ForZone: 1 name string
HorizontalPodAutoscalerCondition: 1 type string, 2 status string, 3 lastTransitionTime Time, 4 reason string, 5 message string, 6 observedGeneration int64
HorizontalPodAutoscalerStatus: 1 observedGeneration int64, 2 lastScaleTime Time, 3 currentReplicas int32, 4 desiredReplicas int32, 5 currentMetrics MetricStatus[], 6 conditions HorizontalPodAutoscalerCondition[]
HostIP: 1 ip string
IPBlock: 1 cidr string, 2 except string[]
ImageVolumeStatus: 1 imageRef string
IngressClass: 1 metadata ObjectMeta, 2 spec IngressClassSpec
IngressClassParametersReference: 1 aPIGroup string, 2 kind string, 3 name string, 4 scope string, 5 namespace string
IngressClassSpec: 1 controller string, 2 parameters IngressClassParametersReference
IngressLoadBalancerIngress: 1 ip string, 2 hostname string, 4 ports IngressPortStatus[]
IngressLoadBalancerStatus: 1 ingress IngressLoadBalancerIngress[]
IngressPortStatus: 1 port int32, 2 protocol string, 3 error string
IngressStatus: 1 loadBalancer IngressLoadBalancerStatus
JobCondition: 1 type string, 2 status string, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason string, 6 message string
JobStatus: 1 conditions JobCondition[], 2 startTime Time, 3 completionTime Time, 4 active int32, 5 succeeded int32, 6 failed int32, 7 completedIndexes string, 8 uncountedTerminatedPods UncountedTerminatedPods, 9 ready int32, 10 failedIndexes string, 11 terminating int32
Lease: 1 metadata ObjectMeta, 2 spec LeaseSpec
LeaseSpec: 1 holderIdentity string, 2 leaseDurationSeconds int32, 3 acquireTime MicroTime, 4 renewTime MicroTime, 5 leaseTransitions int32, 6 strategy string, 7 preferredHolder string
LimitRange: 1 metadata ObjectMeta, 2 spec LimitRangeSpec
LimitRangeItem: 1 type string, 2 max {Quantity}, 3 min {Quantity}, 4 default {Quantity}, 5 defaultRequest {Quantity}, 6 maxLimitRequestRatio {Quantity}
LimitRangeSpec: 1 limits LimitRangeItem[]
LinuxContainerUser: 1 uid int64, 2 gid int64, 3 supplementalGroups int64[]
LoadBalancerIngress: 1 ip string, 2 hostname string, 3 ipMode string, 4 ports PortStatus[]
LoadBalancerStatus: 1 ingress LoadBalancerIngress[]
LocalVolumeSource: 1 path string, 2 fsType string
MetricStatus: 1 type string, 2 object ObjectMetricStatus, 3 pods PodsMetricStatus, 4 resource ResourceMetricStatus, 5 external ExternalMetricStatus, 7 containerResource ContainerResourceMetricStatus
MetricValueStatus: 1 value Quantity, 2 averageValue Quantity, 3 averageUtilization int32
ModifyVolumeStatus: 1 targetVolumeAttributesClassName string, 2 status string
NamespaceCondition: 1 type string, 2 status string, 4 lastTransitionTime Time, 5 reason string, 6 message string
NamespaceStatus: 1 phase string, 2 conditions NamespaceCondition[]
NetworkPolicy: 1 metadata ObjectMeta, 2 spec NetworkPolicySpec
NetworkPolicyEgressRule: 1 ports NetworkPolicyPort[], 2 to NetworkPolicyPeer[]
NetworkPolicyIngressRule: 1 ports NetworkPolicyPort[], 2 from NetworkPolicyPeer[]
NetworkPolicyPeer: 1 podSelector LabelSelector, 2 namespaceSelector LabelSelector, 3 ipBlock IPBlock
NetworkPolicyPort: 1 protocol string, 2 port IntOrString, 3 endPort int32
NetworkPolicySpec: 1 podSelector LabelSelector, 2 ingress NetworkPolicyIngressRule[], 3 egress NetworkPolicyEgressRule[], 4 policyTypes string[]
Node: 1 metadata ObjectMeta, 2 spec NodeSpec, 3 status NodeStatus
NodeAddress: 1 type string, 2 address string
NodeAllocatableMappedResources: 1 name string, 2 quantity Quantity
NodeAllocatableOverheadResources: 1 name string, 2 perPod Quantity, 3 perContainer Quantity
NodeAllocatableResourceClaimStatus: 1 resourceClaimName string, 2 containers string[], 4 mapping NodeAllocatableMappedResources[], 5 overhead NodeAllocatableOverheadResources[]
NodeCondition: 1 type string, 2 status string, 3 lastHeartbeatTime Time, 4 lastTransitionTime Time, 5 reason string, 6 message string
NodeConfigSource: 2 configMap ConfigMapNodeConfigSource
NodeConfigStatus: 1 assigned NodeConfigSource, 2 active NodeConfigSource, 3 lastKnownGood NodeConfigSource, 4 error string
NodeDaemonEndpoints: 1 kubeletEndpoint DaemonEndpoint
NodeFeatures: 1 supplementalGroupsPolicy bool
NodePodPreemptionPolicy: 1 disableResizePreemption string[]
NodeRuntimeHandler: 1 name string, 2 features NodeRuntimeHandlerFeatures
NodeRuntimeHandlerFeatures: 1 recursiveReadOnlyMounts bool, 2 userNamespaces bool
NodeSpec: 1 podCIDR string, 2 externalID string, 3 providerID string, 4 unschedulable bool, 5 taints Taint[], 6 configSource NodeConfigSource, 7 podCIDRs string[], 8 podPreemptionPolicy NodePodPreemptionPolicy
NodeStatus: 1 capacity {Quantity}, 2 allocatable {Quantity}, 3 phase string, 4 conditions NodeCondition[], 5 addresses NodeAddress[], 6 daemonEndpoints NodeDaemonEndpoints, 7 nodeInfo NodeSystemInfo, 8 images ContainerImage[], 9 volumesInUse string[], 10 volumesAttached AttachedVolume[], 11 config NodeConfigStatus, 12 runtimeHandlers NodeRuntimeHandler[], 13 features NodeFeatures, 14 declaredFeatures string[]
NodeSwapStatus: 1 capacity int64
NodeSystemInfo: 1 machineID string, 2 systemUUID string, 3 bootID string, 4 kernelVersion string, 5 osImage string, 6 containerRuntimeVersion string, 7 kubeletVersion string, 8 kubeProxyVersion string, 9 operatingSystem string, 10 architecture string, 11 swap NodeSwapStatus
ObjectMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus, 3 describedObject CrossVersionObjectReference
Overhead: 1 podFixed {Quantity}
PersistentVolume: 1 metadata ObjectMeta, 2 spec PersistentVolumeSpec, 3 status PersistentVolumeStatus
PersistentVolumeClaim: 1 metadata ObjectMeta, 2 spec PersistentVolumeClaimSpec, 3 status PersistentVolumeClaimStatus
PersistentVolumeClaimCondition: 1 type string, 2 status string, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason string, 6 message string
PersistentVolumeClaimStatus: 1 phase string, 2 accessModes string[], 3 capacity {Quantity}, 4 conditions PersistentVolumeClaimCondition[], 5 allocatedResources {Quantity}, 7 allocatedResourceStatuses {string}, 8 currentVolumeAttributesClassName string, 9 modifyVolumeStatus ModifyVolumeStatus, 10 healthStatus VolumeHealthStatus
PersistentVolumeSource: 3 hostPath HostPathVolumeSource, 5 nfs NFSVolumeSource, 20 local LocalVolumeSource, 22 csi CSIPersistentVolumeSource
PersistentVolumeSpec: 1 capacity {Quantity}, 2 ^ PersistentVolumeSource, 3 accessModes string[], 4 claimRef ObjectReference, 5 persistentVolumeReclaimPolicy string, 6 storageClassName string, 7 mountOptions string[], 8 volumeMode string, 9 nodeAffinity VolumeNodeAffinity, 10 volumeAttributesClassName string
PersistentVolumeStatus: 1 phase string, 2 message string, 3 reason string, 4 lastPhaseTransitionTime Time
PodCondition: 1 type string, 2 status string, 3 lastProbeTime Time, 4 lastTransitionTime Time, 5 reason string, 6 message string, 7 observedGeneration int64
PodDisruptionBudgetStatus: 1 observedGeneration int64, 2 disruptedPods {Time}, 3 disruptionsAllowed int32, 4 currentHealthy int32, 5 desiredHealthy int32, 6 expectedPods int32, 7 conditions Condition[]
PodExtendedResourceClaimStatus: 1 requestMappings ContainerExtendedResourceRequest[], 2 resourceClaimName string
PodIP: 1 ip string
PodResourceClaimStatus: 1 name string, 2 resourceClaimName string
PodStatus: 1 phase string, 2 conditions PodCondition[], 3 message string, 4 reason string, 5 hostIP string, 6 podIP string, 7 startTime Time, 8 containerStatuses ContainerStatus[], 9 qosClass string, 10 initContainerStatuses ContainerStatus[], 11 nominatedNodeName string, 12 podIPs PodIP[], 13 ephemeralContainerStatuses ContainerStatus[], 14 resize string, 15 resourceClaimStatuses PodResourceClaimStatus[], 16 hostIPs HostIP[], 17 observedGeneration int64, 18 extendedResourceClaimStatus PodExtendedResourceClaimStatus, 19 allocatedResources {Quantity}, 20 resources ResourceRequirements, 21 nodeAllocatableResourceClaimStatuses NodeAllocatableResourceClaimStatus[], 22 volumeHealth PodVolumeHealth[]
PodTemplate: 1 metadata ObjectMeta, 2 template PodTemplateSpec
PodVolumeHealth: 1 name string, 2 healthConditions VolumeHealthCondition[], 3 lastTransitionTime Time
PodsMetricStatus: 1 metric MetricIdentifier, 2 current MetricValueStatus
PortStatus: 1 port int32, 2 protocol string, 3 error string
ReplicaSet: 1 metadata ObjectMeta, 2 spec ReplicaSetSpec, 3 status ReplicaSetStatus
ReplicaSetCondition: 1 type string, 2 status string, 3 lastTransitionTime Time, 4 reason string, 5 message string
ReplicaSetSpec: 1 replicas int32, 2 selector LabelSelector, 3 template PodTemplateSpec, 4 minReadySeconds int32
ReplicaSetStatus: 1 replicas int32, 2 fullyLabeledReplicas int32, 3 observedGeneration int64, 4 readyReplicas int32, 5 availableReplicas int32, 6 conditions ReplicaSetCondition[], 7 terminatingReplicas int32
ReplicationController: 1 metadata ObjectMeta, 2 spec ReplicationControllerSpec, 3 status ReplicationControllerStatus
ReplicationControllerCondition: 1 type string, 2 status string, 3 lastTransitionTime Time, 4 reason string, 5 message string
ReplicationControllerSpec: 1 replicas int32, 2 selector {string}, 3 template PodTemplateSpec, 4 minReadySeconds int32
ReplicationControllerStatus: 1 replicas int32, 2 fullyLabeledReplicas int32, 3 observedGeneration int64, 4 readyReplicas int32, 5 availableReplicas int32, 6 conditions ReplicationControllerCondition[]
ResourceHealth: 1 resourceID string, 2 health string, 6 message string
ResourceMetricStatus: 1 name string, 2 current MetricValueStatus
ResourceQuotaStatus: 1 hard {Quantity}, 2 used {Quantity}
ResourceStatus: 1 name string, 2 resources ResourceHealth[]
RollingUpdateDaemonSet: 1 maxUnavailable IntOrString, 2 maxSurge IntOrString
RollingUpdateStatefulSetStrategy: 1 partition int32, 2 maxUnavailable IntOrString
RuntimeClass: 1 metadata ObjectMeta, 2 handler string, 3 overhead Overhead, 4 scheduling Scheduling
Scheduling: 1 nodeSelector {string}, 2 tolerations Toleration[]
SecretReference: 1 name string, 2 namespace string
ServiceStatus: 1 loadBalancer LoadBalancerStatus, 2 conditions Condition[]
StatefulSet: 1 metadata ObjectMeta, 2 spec StatefulSetSpec, 3 status StatefulSetStatus
StatefulSetCondition: 1 type string, 2 status string, 3 lastTransitionTime Time, 4 reason string, 5 message string
StatefulSetOrdinals: 1 start int32
StatefulSetPersistentVolumeClaimRetentionPolicy: 1 whenDeleted string, 2 whenScaled string
StatefulSetSpec: 1 replicas int32, 2 selector LabelSelector, 3 template PodTemplateSpec, 4 volumeClaimTemplates PersistentVolumeClaim[], 5 serviceName string, 6 podManagementPolicy string, 7 updateStrategy StatefulSetUpdateStrategy, 8 revisionHistoryLimit int32, 9 minReadySeconds int32, 10 persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy, 11 ordinals StatefulSetOrdinals
StatefulSetStatus: 1 observedGeneration int64, 2 replicas int32, 3 readyReplicas int32, 4 currentReplicas int32, 5 updatedReplicas int32, 6 currentRevision string, 7 updateRevision string, 9 collisionCount int32, 10 conditions StatefulSetCondition[], 11 availableReplicas int32
StatefulSetUpdateStrategy: 1 type string, 2 rollingUpdate RollingUpdateStatefulSetStrategy
StorageClass: 1 metadata ObjectMeta, 2 provisioner string, 3 parameters {string}, 4 reclaimPolicy string, 5 mountOptions string[], 6 allowVolumeExpansion bool, 7 volumeBindingMode string, 8 allowedTopologies TopologySelectorTerm[]
Taint: 1 key string, 2 value string, 3 effect string, 4 timeAdded Time
TokenReview: 1 metadata ObjectMeta, 2 spec TokenReviewSpec, 3 status TokenReviewStatus
TokenReviewSpec: 1 token string, 2 audiences string[]
TokenReviewStatus: 1 authenticated bool, 2 user UserInfo, 3 error string, 4 audiences string[]
TopologySelectorLabelRequirement: 1 key string, 2 values string[]
TopologySelectorTerm: 1 matchLabelExpressions TopologySelectorLabelRequirement[]
UncountedTerminatedPods: 1 succeeded string[], 2 failed string[]
UserInfo: 1 username string, 2 uid string, 3 groups string[], 4 extra {Items}
VolumeHealthCondition: 1 status string, 2 reason string, 3 message string
VolumeHealthStatus: 1 healthConditions VolumeHealthCondition[], 2 lastTransitionTime Time
VolumeMountStatus: 1 name string, 2 mountPath string, 3 readOnly bool, 4 recursiveReadOnly string, 5 volumeStatus VolumeStatus
VolumeNodeAffinity: 1 required NodeSelector
VolumeStatus: 1 image ImageVolumeStatus
`
