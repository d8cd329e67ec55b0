import {readsOperator} from '@ome/kaito/operator-reader'
import type {Need} from '@ome/sdk/need'

const maps = (verbs: readonly string[], why: string): Need => ({
  apiGroups: [''],
  resources: ['configmaps'],
  verbs,
  scope: 'namespace',
  why,
})

const users: Need = {
  apiGroups: ['kaito.sh'],
  resources: ['workspaces', 'inferencesets'],
  verbs: ['list'],
  scope: 'namespace',
  optional: true,
  why: 'tells who uses the config',
}

/** The operator's own templates. */
const brought: readonly Need[] = [
  ...readsOperator,
  {...maps(['get'], "reads the operator's templates"), scope: 'cluster', optional: true},
]

export const readConfigs: readonly Need[] = [maps(['get'], 'reads the config')]

export const checkConfigs: readonly Need[] = [...readConfigs, ...readsOperator]

export const editConfigs: readonly Need[] = [maps(['get', 'patch'], 'changes the config'), users]

export const createConfigs: readonly Need[] = [
  maps(['get', 'create', 'patch'], 'writes the config'),
  {...maps(['list'], 'knows the templates of the namespace'), optional: true},
  ...brought,
]

export const listTemplates: readonly Need[] = [maps(['list'], 'reads the templates of the namespace'), ...brought]

export const readTemplate: readonly Need[] = [maps(['get', 'list'], 'reads the templates of the namespace'), ...brought]
