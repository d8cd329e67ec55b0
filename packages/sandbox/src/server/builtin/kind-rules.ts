import type {Cause} from '@ome/kinds/validation/cause'
import type {JsonObject} from '@ome/kinds/validation/json'
import {bindingCauses, roleCauses} from '../access/rbac-escalation.ts'
import {crdCauses} from '../definitions/crd-rules.ts'
import type {ResourceType} from '../resource-type.ts'
import {networkPolicyCauses, serviceCauses} from './network-rules.ts'
import {podCauses} from './pod-rules.ts'
import {autoscalerCauses, disruptionBudgetCauses} from './scaling-rules.ts'
import {configMapCauses, secretCauses, volumeCauses, volumeClaimCauses} from './storage-rules.ts'
import {cronJobCauses, deploymentCauses, jobCauses, workloadCauses} from './workload-rules.ts'

type KindRule = (object: JsonObject, old: JsonObject | undefined) => Cause[]

const rules: Readonly<Record<string, KindRule>> = {
  '/pods': podCauses,
  '/services': serviceCauses,
  '/configmaps': configMapCauses,
  '/secrets': secretCauses,
  '/persistentvolumeclaims': volumeClaimCauses,
  '/persistentvolumes': volumeCauses,
  'apps/deployments': deploymentCauses,
  'apps/replicasets': workloadCauses,
  'apps/statefulsets': workloadCauses,
  'apps/daemonsets': workloadCauses,
  'batch/jobs': jobCauses,
  'batch/cronjobs': cronJobCauses,
  'autoscaling/horizontalpodautoscalers': autoscalerCauses,
  'policy/poddisruptionbudgets': disruptionBudgetCauses,
  'networking.k8s.io/networkpolicies': networkPolicyCauses,
  'apiextensions.k8s.io/customresourcedefinitions': crdCauses,
  'rbac.authorization.k8s.io/roles': roleCauses,
  'rbac.authorization.k8s.io/clusterroles': roleCauses,
  'rbac.authorization.k8s.io/rolebindings': bindingCauses,
  'rbac.authorization.k8s.io/clusterrolebindings': bindingCauses,
}

/** Findings that a schema cannot express, for the built-in kinds that people write by hand. */
export const customCauses = (type: ResourceType, object: JsonObject, old: JsonObject | undefined): Cause[] =>
  type.custom ? [] : (rules[`${type.group}/${type.plural}`]?.(object, old) ?? [])
