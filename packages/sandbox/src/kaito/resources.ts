import {inferenceSets, modelMirrors, multiRoleInferences, nodeClaims, ragEngines, workspaces} from '@ome/kinds/kaito'
import type {ApiObject, ResourceName} from '../api.ts'

const named = ({group, plural}: {group: string; plural: string}): ResourceName => ({group, plural})

export const kaito = {
  workspaces: named(workspaces),
  inferenceSets: named(inferenceSets),
  ragEngines: named(ragEngines),
  multiRoleInferences: named(multiRoleInferences),
  modelMirrors: named(modelMirrors),
  nodeClaims: named(nodeClaims),
} as const

/** Labels, annotations and finalizers. Source: KAITO v0.12 `api/v1beta1/labels.go`, `pkg/utils/consts`. */
export const label = {
  workspace: 'kaito.sh/workspace',
  workspaceNamespace: 'kaito.sh/workspacenamespace',
  ragEngine: 'kaito.sh/ragengine',
  ragEngineNamespace: 'kaito.sh/ragenginenamespace',
  set: 'inferenceset.kaito.sh/created-by',
  multiRole: 'multiroleinference.kaito.sh/created-by',
  role: 'kaito.sh/inference-role',
  mirror: 'kaito.sh/model-mirror-name',
} as const

export const annotation = {
  loadBalancer: 'kaito.sh/enablelb',
  runtime: 'kaito.sh/runtime',
  bypassChecks: 'kaito.sh/bypass-resource-checks',
  noBenchmark: 'kaito.sh/disable-benchmark',
  performanceMode: 'kaito.sh/performance-mode',
  localWeights: 'kaito.sh/use-local-weights',
} as const

export const finalizer = {
  workspace: 'workspace.finalizer.kaito.sh',
  inferenceSet: 'inferenceset.finalizer.kaito.sh',
  ragEngine: 'ragengine.finalizer.kaito.sh',
  multiRole: 'multiroleinference.kaito.sh/finalizer',
  mirror: 'kaito.sh/model-mirror-cleanup',
} as const

/** Annotations that steer the emulation; what stands on a custom resource is handed on to its pods and nodes. */
export const sandboxAnnotations = ({metadata}: ApiObject): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => key.startsWith('sandbox.ome.cli/')))
