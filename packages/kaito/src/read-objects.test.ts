import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {toInferenceSet} from './inference-set.ts'
import {nodeCounts, toReport} from './kaito-report.ts'
import {toNodeClaim} from './node-claim.ts'
import {toRagEngine} from './rag-engine.ts'
import {stateFrom, toWorkspace} from './workspace.ts'

const condition = (type: string, status: string, reason: string, message = '', at = '2026-11-21T11:00:00Z') => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: at,
})

const workspace = (more: Partial<KubeObject> = {}, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'Workspace',
  metadata: {name: 'phi', namespace: 'default', labels},
  resource: {instanceType: 'Standard_NC24ads_A100_v4', labelSelector: {matchLabels: {apps: 'phi'}}},
  inference: {preset: {name: 'phi-4-mini-instruct'}},
  ...more,
})

const claim = (status: unknown): KubeObject => ({
  apiVersion: 'karpenter.sh/v1',
  kind: 'NodeClaim',
  metadata: {
    name: 'ws1',
    labels: {'kaito.sh/workspace': 'phi', 'kaito.sh/workspacenamespace': 'default'},
  },
  spec: {
    requirements: [{key: 'node.kubernetes.io/instance-type', operator: 'In', values: ['Standard_NC24ads_A100_v4']}],
  },
  status,
})

const refused = claim({
  conditions: [
    condition('Launched', 'False', 'QuotaExceeded', 'quota of StandardNCADSA100v4Family in eastus is 0 cores'),
    condition('Ready', 'False', 'QuotaExceeded', 'quota of StandardNCADSA100v4Family in eastus is 0 cores'),
  ],
})

describe('a Workspace', () => {
  for (const [task, conditions, state] of [
    ['inference', [], 'Pending'],
    ['inference', [condition('WorkspaceSucceeded', 'True', 'workspaceSucceeded')], 'Ready'],
    [
      'inference',
      [
        condition('BenchmarkCompleted', 'True', 'BenchmarkCompleted'),
        condition('WorkspaceSucceeded', 'False', 'workspacePending'),
      ],
      'NotReady',
    ],
    ['tuning', [condition('JobStarted', 'True', 'WorkspaceTuningJobStatusStarted')], 'Running'],
    ['tuning', [condition('JobStarted', 'False', 'WorkspaceTuningJobStatusFailed')], 'Failed'],
    ['tuning', [condition('WorkspaceSucceeded', 'True', 'workspaceSucceeded')], 'Succeeded'],
    ['tuning', [condition('JobStarted', 'False', 'WorkspaceTuningJobStatusPending')], 'Pending'],
  ] as const)
    it(`of an older operator, ${task} with ${conditions.map(({reason}) => reason).join(' and ') || 'nothing'}: ${state}`, () =>
      assert.equal(stateFrom(task, conditions), state))

  it('keeps what the operator says, and is being deleted when its finalizer waits', () => {
    assert.equal(toWorkspace(workspace({status: {state: 'Ready'}})).state, 'Ready')
    assert.equal(toWorkspace(workspace({status: {state: 'Odd'}})).stateFrom, 'conditions')
    const metadata = {name: 'phi', namespace: 'default', deletionTimestamp: '2026-11-21T11:00:00Z'}
    assert.equal(toWorkspace(workspace({metadata, status: {state: 'Ready'}})).state, 'Deleting')
  })

  it('without a machine has the cloud told as the cause, and other instance types as the way on', () => {
    const {trouble} = toReport(toWorkspace(workspace()), {claims: [toNodeClaim(refused)], pods: [], unread: []})
    assert.deepEqual(trouble, {
      level: 'fail',
      object: 'nodeclaim/ws1',
      reason: 'QuotaExceeded',
      says: 'quota of StandardNCADSA100v4Family in eastus is 0 cores',
      next: 'take 1 × Standard_NV36ads_A10_v5, which holds it for 3.20 USD/h; or ask the cloud for quota of Standard_NC24ads_A100_v4: KAITO keeps ordering',
      commands: [
        'ome delete workspace phi -n default --yes --wait',
        'ome deploy phi-4-mini-instruct --backend kaito --name phi -n default --instance-type Standard_NV36ads_A10_v5',
      ],
    })
  })

  it('whose machine is on its way waits', () => {
    const pending = claim({
      conditions: [condition('Launched', 'Unknown', 'AwaitingReconciliation', 'object is awaiting reconciliation')],
    })
    const {trouble} = toReport(toWorkspace(workspace()), {claims: [toNodeClaim(pending)], pods: [], unread: []})
    assert.equal(trouble?.level, 'wait')
    assert.equal(trouble?.object, 'nodeclaim/ws1')
  })

  it('is not told machines of another one', () => {
    const other = workspace({metadata: {name: 'other', namespace: 'default'}})
    const {claims, trouble} = toReport(toWorkspace(other), {claims: [toNodeClaim(refused)], pods: [], unread: []})
    assert.deepEqual(claims, [])
    assert.equal(trouble?.object, 'workspace/other')
  })

  it('that tunes what cannot be tuned says so before anything else', () => {
    const {inference: _, ...rest} = workspace()
    const tuning = {preset: {name: 'llama-3.1-8b-instruct'}, method: 'qlora'}
    const {trouble} = toReport(toWorkspace({...rest, tuning} as KubeObject), {
      claims: [toNodeClaim(refused)],
      pods: [],
      unread: [],
    })
    assert.equal(trouble?.reason, 'NotTunable')
    assert.match(trouble?.next ?? '', /ome models list --tunable$/)
  })
})

describe('an InferenceSet', () => {
  const set: KubeObject = {
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'InferenceSet',
    metadata: {name: 'chat', namespace: 'default'},
    spec: {replicas: 2, template: {inference: {preset: {name: 'phi-4-mini-instruct'}}}},
    status: {replicas: 2, readyReplicas: 2},
  }
  const child = (name: string, isReady: boolean, of = 'chat') =>
    toWorkspace(
      workspace({
        metadata: {name, namespace: 'default', labels: {'inferenceset.kaito.sh/created-by': of}},
        status: {
          state: isReady ? 'Ready' : 'Pending',
          targetNodeCount: 1,
          workerNodes: isReady ? [`node-${name}`] : [],
          conditions: [
            isReady
              ? condition('WorkspaceSucceeded', 'True', 'workspaceSucceeded')
              : condition('NodesReady', 'False', 'NodeNotReady', 'not enough ready nodes, 0/1 nodes are ready'),
          ],
        },
      }),
    )

  it('counts its Workspaces, not what its status wishes', () => {
    const read = toInferenceSet(set, [child('a', true), child('b', false), child('c', true, 'other')])
    assert.deepEqual([read.replicas, read.readyReplicas, read.state], [2, 1, 'Pending'])
    assert.deepEqual(nodeCounts(read), {ready: 1, target: 2})
  })

  it('has the trouble of its worst replica', () => {
    const read = toInferenceSet(set, [child('a', true), child('b', false)])
    const {trouble} = toReport(read, {pods: [], unread: []})
    assert.equal(trouble?.object, 'workspace/b NodesReady')
    assert.equal(trouble?.level, 'wait')
  })

  it('of no replicas is stopped and has no trouble', () => {
    const read = toInferenceSet({...set, spec: {...set['spec'], replicas: 0}}, [])
    assert.equal(read.state, 'Stopped')
    assert.equal(toReport(read, {pods: [], unread: []}).trouble, undefined)
  })
})

describe('a RAGEngine', () => {
  const rag = (conditions: readonly unknown[]): KubeObject => ({
    apiVersion: 'kaito.sh/v1beta1',
    kind: 'RAGEngine',
    metadata: {name: 'docs', namespace: 'default'},
    spec: {embedding: {local: {modelID: 'BAAI/bge-small-en-v1.5'}}},
    status: {conditions},
  })
  const good = condition('ServiceReady', 'True', 'RAGEngineServiceSuccess', '', '2026-11-21T10:00:00Z')
  const bad = (at: string) => condition('RAGEngineServiceReady', 'False', 'RAGEngineServiceStatusFailed', 'no pod', at)

  it('is as the later of its two service conditions says', () => {
    assert.equal(toRagEngine(rag([good, bad('2026-11-21T11:00:00Z')])).state, 'NotReady')
    assert.equal(toRagEngine(rag([good, bad('2026-11-21T09:00:00Z')])).state, 'Ready')
    assert.equal(toRagEngine(rag([])).state, 'Pending')
  })

  it('says why its service failed', () => {
    const {trouble} = toReport(toRagEngine(rag([bad('2026-11-21T11:00:00Z')])), {pods: [], unread: []})
    assert.deepEqual([trouble?.level, trouble?.says], ['fail', 'no pod'])
  })
})
