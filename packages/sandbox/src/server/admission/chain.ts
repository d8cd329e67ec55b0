import type {JsonObject} from '@ome/kinds/validation/json'
import {checkEscalation} from '../access/rbac-escalation.ts'
import {forbidden} from '../errors.ts'
import {type ResourceType, storageKey} from '../resource-type.ts'
import type {Store} from '../store.ts'
import type {Write} from '../write.ts'
import {applyLimitRanges, checkLimitRanges} from './limit-range.ts'
import {placePod} from './pod-placement.ts'
import {checkQuotas} from './quota.ts'
import {giveServiceAccount} from './service-account.ts'

const podChanges = [placePod, giveServiceAccount, applyLimitRanges] as const

/** What the API server's own admission changes in an object on its way in. */
export function changeOnEntry(write: Write, store: Store): JsonObject {
  if (write.operation !== 'CREATE' || storageKey(write.type) !== '/pods') return write.object
  return podChanges.reduce((object, change) => change({...write, object}, store), write.object)
}

const webhookKinds = new Set([
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
])
const limitedKinds = new Set(['/pods', '/persistentvolumeclaims'])

/** What the API server's own admission refuses of an object that is valid in itself. Quotas come last. */
export function checkOnEntry(write: Write, store: Store): void {
  const resource = storageKey(write.type)
  checkEscalation(write, store)
  if (webhookKinds.has(resource))
    write.options.warnings.push('the sandbox stores webhook configurations and calls no webhooks')
  if (limitedKinds.has(resource) && write.subresource === '' && write.operation === 'CREATE')
    checkLimitRanges(write, store)
  checkQuotas(write, store)
}

const immortal = new Set(['default', 'kube-system', 'kube-public'])

/** What may never be deleted: the first namespaces. */
export function checkRemoval(type: ResourceType, name: string): void {
  if (storageKey(type) === '/namespaces' && immortal.has(name))
    throw forbidden(type, name, 'this namespace may not be deleted')
}
