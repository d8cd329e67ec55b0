import {
  inferenceObjectives,
  inferencePools,
  inferenceSets,
  modelMirrors,
  multiRoleInferences,
  nodeClaims,
  ragEngines,
  workspaces,
} from '../../kaito.ts'
import {age, type CustomKind} from '../custom-kind.ts'
import {inferenceObjective, inferencePool} from './gateway.ts'
import {inferenceSet, inferenceSetV1alpha1} from './inference-set.ts'
import {modelMirror, multiRoleInference} from './model.ts'
import {nodeClaim} from './node-claim.ts'
import {ragEngine, ragEngineV1alpha1} from './rag-engine.ts'
import {workspace, workspaceV1alpha1} from './workspace.ts'

const condition = (type: string): string => `string .status.conditions[?(@.type=="${type}")].status`

const workspaceColumns = [
  'Instance: string .resource.instanceType',
  `ResourceReady: ${condition('ResourceReady')}`,
  `InferenceReady: ${condition('InferenceReady')}`,
  `JobStarted: ${condition('JobStarted')}`,
  `WorkspaceSucceeded: ${condition('WorkspaceSucceeded')}`,
]

const inferenceSetVersion = {
  columns: ['Replicas: integer .spec.replicas', 'ReadyReplicas: integer .status.readyReplicas', age],
  status: true,
  scale: {replicas: '.spec.replicas', current: '.status.replicas', selector: '.status.selector'},
} as const

const ragEngineVersion = {
  columns: [
    'Instance: string .spec.compute.instanceType',
    `ResourceReady: ${condition('ResourceReady')}`,
    `ServiceReady: ${condition('ServiceReady')}`,
    age,
  ],
  status: true,
} as const

/** KAITO itself. Source: its CRDs at version v0.12. */
const own: readonly CustomKind[] = [
  {
    name: inferenceSets,
    short: ['is', 'isets'],
    categories: ['inferenceset'],
    versions: [
      {...inferenceSetVersion, name: 'v1alpha1', fields: inferenceSetV1alpha1},
      {...inferenceSetVersion, name: 'v1beta1', stored: true, fields: inferenceSet},
    ],
  },
  {
    name: modelMirrors,
    versions: [
      {
        name: 'v1alpha1',
        stored: true,
        columns: ['Model: string .spec.source.modelID', 'Phase: string .status.phase', age],
        status: true,
        fields: modelMirror,
      },
    ],
  },
  {
    name: multiRoleInferences,
    short: ['mri'],
    categories: ['kaito'],
    versions: [
      {
        name: 'v1alpha1',
        stored: true,
        columns: ['Model: string .spec.model.name', `Ready: ${condition('Ready')}`, age],
        status: true,
        fields: multiRoleInference,
      },
    ],
  },
  {
    name: ragEngines,
    short: ['rag'],
    categories: ['ragengine'],
    versions: [
      {
        ...ragEngineVersion,
        name: 'v1alpha1',
        deprecated: 'kaito.sh/v1alpha1 RAGEngine is deprecated; use kaito.sh/v1beta1 RAGEngine',
        fields: ragEngineV1alpha1,
      },
      {...ragEngineVersion, name: 'v1beta1', stored: true, fields: ragEngine},
    ],
  },
  {
    name: workspaces,
    short: ['wk', 'wks'],
    categories: ['workspace'],
    versions: [
      {name: 'v1alpha1', columns: [...workspaceColumns, age], status: true, fields: workspaceV1alpha1},
      {
        name: 'v1beta1',
        stored: true,
        columns: [
          ...workspaceColumns,
          'TargetNodeCount: integer .status.targetNodeCount',
          'State: string .status.state',
          age,
        ],
        status: true,
        fields: workspace,
      },
    ],
  },
]

/** What KAITO's chart brings along: Karpenter v1, Gateway API Inference Extension v1.0. */
const brought: readonly CustomKind[] = [
  {
    name: inferenceObjectives,
    versions: [
      {
        name: 'v1alpha2',
        stored: true,
        columns: ['Inference Pool: string .spec.poolRef.name', 'Priority: string .spec.priority', age],
        status: true,
        fields: inferenceObjective,
      },
    ],
  },
  {
    name: inferencePools,
    short: ['infpool'],
    versions: [{name: 'v1', stored: true, status: true, fields: inferencePool}],
  },
  {
    name: nodeClaims,
    categories: ['karpenter'],
    versions: [
      {
        name: 'v1',
        stored: true,
        columns: [
          'Type: string .metadata.labels.node\\.kubernetes\\.io/instance-type',
          'Capacity: string .metadata.labels.karpenter\\.sh/capacity-type',
          'Zone: string .metadata.labels.topology\\.kubernetes\\.io/zone',
          'Node: string .status.nodeName',
          `Ready: ${condition('Ready')}`,
          age,
          '+ImageID: string .status.imageID',
          '+ID: string .status.providerID',
          '+NodePool: string .metadata.labels.karpenter\\.sh/nodepool',
          '+NodeClass: string .spec.nodeClassRef.name',
          `+Drifted: ${condition('Drifted')}`,
        ],
        status: true,
        fields: nodeClaim,
      },
    ],
  },
]

export const kaitoKinds: readonly CustomKind[] = [...own, ...brought]
