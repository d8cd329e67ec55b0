import type {ApiObject} from '../../api.ts'
import {immutable, invalidValue, isSame, missing, type Problem, type Rule, wrong} from './problem.ts'
import {workspaceCreateRules} from './workspace-rules.ts'

/** An InferenceSet, new or changed: its child is checked as a new Workspace would be. */
export const setRules: Rule = (review) => {
  const {object, old} = review
  const {replicas = 1, template, autoUpgrade} = object.spec ?? {}
  const problems: Problem[] = []
  if (replicas < 0) problems.push(invalidValue(replicas, 'spec.replicas'))
  const window = autoUpgrade?.maintenanceWindow
  if (window && !/^\S+( \S+){4}$/.test(window.schedule ?? '')) {
    problems.push(invalidValue(window.schedule, 'spec.autoUpgrade.maintenanceWindow.schedule'))
  }
  if (window?.duration && !/^(\d+(\.\d+)?(h|m|s))+$/.test(window.duration)) {
    problems.push(invalidValue(window.duration, 'spec.autoUpgrade.maintenanceWindow.duration'))
  }
  if (old && !isSame(template?.resource?.partition, old.spec?.template?.resource?.partition)) {
    problems.push(immutable('spec.template.resource.partition'))
  }
  const child = childOf(object)
  const inChild = workspaceCreateRules({...review, object: child, old: undefined})
  return [...problems, ...inChild.map(({message, path}) => ({message, path: `spec.template.${path}`}))]
}

function childOf({metadata, spec}: ApiObject): ApiObject {
  const {template, labelSelector} = spec ?? {}
  return {
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'Workspace',
    metadata: {
      name: metadata.name,
      ...(metadata.namespace === undefined ? {} : {namespace: metadata.namespace}),
      annotations: template?.metadata?.annotations ?? {},
    },
    resource: {...template?.resource, labelSelector},
    inference: template?.inference,
  }
}

/** A MultiRoleInference: one model, a prefill and a decode role. */
export const multiRoleRules: Rule = ({object, old}) => {
  const roles: {type?: string}[] = object.spec?.roles ?? []
  const types = roles.map(({type}) => type)
  return [
    ...(object.spec?.model?.name ? [] : [missing('spec.model.name')]),
    ...(types.includes('prefill') && types.includes('decode') && types.length === 2
      ? []
      : [wrong('exactly one prefill and one decode role are needed', 'spec.roles')]),
    ...(old && old.spec?.model?.name !== object.spec?.model?.name ? [immutable('spec.model.name')] : []),
  ]
}

/** A ModelMirror: nothing of it changes; what it needs depends on its mode. */
export const mirrorRules: Rule = ({api, object, old}) => {
  const {mode = 'Managed', source, storage} = object.spec ?? {}
  if (old && !isSame(object.spec, old.spec)) return [immutable('spec')]
  if (mode === 'Static') {
    return [
      ...(source ? [wrong('must not be set', 'spec.source')] : []),
      ...(storage ? [wrong('must not be set', 'spec.storage')] : []),
    ]
  }
  const name: string | undefined = storage?.storageClassName
  const isThere = name !== undefined && api.get({group: 'storage.k8s.io', plural: 'storageclasses'}, name) !== undefined
  return [
    ...(source ? [] : [missing('spec.source')]),
    ...(storage ? [] : [missing('spec.storage')]),
    ...(storage && !isThere ? [wrong(`StorageClass ${name} not found`, 'spec.storage.storageClassName')] : []),
  ]
}
