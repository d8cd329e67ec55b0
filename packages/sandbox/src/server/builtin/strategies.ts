import {bindingDefaults} from '../access/rbac-escalation.ts'
import {limitRangeDefaults} from '../admission/limit-range.ts'
import {crdStrategy} from '../definitions/crd-defaults.ts'
import type {ResourceType} from '../resource-type.ts'
import {
  configMapStrategy,
  eventStrategy,
  jobStrategy,
  namespaceStrategy,
  secretStrategy,
  serviceStrategy,
  volumeClaimStrategy,
  volumeStrategy,
} from './builtin-defaults.ts'
import {podStrategy, templateStrategy} from './pod-defaults.ts'
import type {Strategy} from './strategy.ts'

const none: Strategy = {}
const keepsStatus: Strategy = {keepsStatus: true}

const strategies: Readonly<Record<string, Strategy>> = {
  '/pods': podStrategy,
  '/nodes': keepsStatus,
  '/namespaces': namespaceStrategy,
  '/services': serviceStrategy,
  '/secrets': secretStrategy,
  '/configmaps': configMapStrategy,
  '/events': eventStrategy,
  '/persistentvolumeclaims': volumeClaimStrategy,
  '/persistentvolumes': volumeStrategy,
  '/limitranges': {create: limitRangeDefaults, update: limitRangeDefaults},
  'apps/deployments': templateStrategy('Deployment'),
  'apps/replicasets': templateStrategy('ReplicaSet'),
  'apps/statefulsets': templateStrategy('StatefulSet'),
  'apps/daemonsets': templateStrategy('DaemonSet'),
  'batch/jobs': jobStrategy,
  'apiextensions.k8s.io/customresourcedefinitions': crdStrategy,
  'rbac.authorization.k8s.io/rolebindings': {create: bindingDefaults, update: bindingDefaults},
  'rbac.authorization.k8s.io/clusterrolebindings': {create: bindingDefaults, update: bindingDefaults},
}

/** What is special about a built-in kind; custom resources have nothing beyond their schema. */
export const strategyOf = ({group, plural, custom}: ResourceType): Strategy =>
  custom ? none : (strategies[`${group}/${plural}`] ?? none)
