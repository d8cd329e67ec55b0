import {bindingCauses, roleCauses} from '../access/rbac-escalation.ts'
import type {JsonObject} from '../codec/json.ts'
import {crdCauses} from '../definitions/crd-rules.ts'
import type {Cause} from '../errors.ts'
import type {ResourceType} from '../resource-type.ts'
import {deploymentCauses, podCauses} from './pod-rules.ts'

type KindRule = (object: JsonObject, old: JsonObject | undefined) => Cause[]

const rules: Readonly<Record<string, KindRule>> = {
  '/pods': podCauses,
  'apps/deployments': deploymentCauses,
  'apps/replicasets': deploymentCauses,
  'apps/statefulsets': deploymentCauses,
  'apps/daemonsets': deploymentCauses,
  'apiextensions.k8s.io/customresourcedefinitions': crdCauses,
  'rbac.authorization.k8s.io/roles': roleCauses,
  'rbac.authorization.k8s.io/clusterroles': roleCauses,
  'rbac.authorization.k8s.io/rolebindings': bindingCauses,
  'rbac.authorization.k8s.io/clusterrolebindings': bindingCauses,
}

/** Findings that a schema cannot express, for the built-in kinds that people write by hand. */
export const customCauses = (type: ResourceType, object: JsonObject, old: JsonObject | undefined): Cause[] =>
  type.custom ? [] : (rules[`${type.group}/${type.plural}`]?.(object, old) ?? [])
