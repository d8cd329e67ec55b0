import type {ICondition} from '@kubernetes-models/apimachinery/apis/meta/v1/Condition'
import type {ILabelSelector} from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector'
import type {IStatefulSetPersistentVolumeClaimRetentionPolicy} from 'kubernetes-models/apps/v1/StatefulSetPersistentVolumeClaimRetentionPolicy'
import type {IHorizontalPodAutoscalerBehavior} from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerBehavior'
import type {IMetricSpec} from 'kubernetes-models/autoscaling/v2/MetricSpec'
import type {IResourceClaimSpec} from 'kubernetes-models/resource.k8s.io/v1/ResourceClaimSpec'
import type {IAffinity} from 'kubernetes-models/v1/Affinity'
import type {IContainer} from 'kubernetes-models/v1/Container'
import type {IEnvFromSource} from 'kubernetes-models/v1/EnvFromSource'
import type {IEnvVar} from 'kubernetes-models/v1/EnvVar'
import type {ILocalObjectReference} from 'kubernetes-models/v1/LocalObjectReference'
import type {INodeAffinity} from 'kubernetes-models/v1/NodeAffinity'
import type {IObjectReference} from 'kubernetes-models/v1/ObjectReference'
import type {IPersistentVolumeClaim} from 'kubernetes-models/v1/PersistentVolumeClaim'
import type {IPodSpec} from 'kubernetes-models/v1/PodSpec'
import type {IResourceRequirements} from 'kubernetes-models/v1/ResourceRequirements'
import type {IToleration} from 'kubernetes-models/v1/Toleration'
import type {IVolume} from 'kubernetes-models/v1/Volume'
import type {IVolumeMount} from 'kubernetes-models/v1/VolumeMount'

/** TypeScript shapes of the Kubernetes types that custom resources embed, by the name behind `@`. */
export interface KubernetesShapes {
  Affinity: IAffinity
  Condition: ICondition
  Container: IContainer
  EnvFromSource: IEnvFromSource
  EnvVar: IEnvVar
  LabelSelector: ILabelSelector
  LocalObjectReference: ILocalObjectReference
  NodeAffinity: INodeAffinity
  ObjectReference: IObjectReference
  PersistentVolumeClaim: IPersistentVolumeClaim
  PodSpec: IPodSpec
  ResourceRequirements: IResourceRequirements
  Toleration: IToleration
  Volume: IVolume
  VolumeMount: IVolumeMount
  'apps/v1/StatefulSetPersistentVolumeClaimRetentionPolicy': IStatefulSetPersistentVolumeClaimRetentionPolicy
  'autoscaling/v2/HorizontalPodAutoscalerBehavior': IHorizontalPodAutoscalerBehavior
  'autoscaling/v2/MetricSpec': IMetricSpec
  'resource.k8s.io/v1/ResourceClaimSpec': IResourceClaimSpec
}
