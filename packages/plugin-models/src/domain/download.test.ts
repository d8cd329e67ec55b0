import assert from 'node:assert/strict'
import {agentReports, toModel} from '@ome/inference-model/model'
import {downloadRows, downloadState, downloadSummary} from './download.ts'

const model = (state: string, entries: Readonly<Record<string, object>>, nodesReady: readonly string[] = []) =>
  toModel(
    {
      apiVersion: 'ome.io/v1beta1',
      kind: 'ClusterBaseModel',
      metadata: {name: 'm'},
      spec: {storage: {storageUri: 'hf://a/b'}},
      status: {state, nodesReady},
    },
    {
      reports: agentReports(
        Object.entries(entries).map(([name, entry]) => ({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {name, namespace: 'ome'},
          data: {'clusterbasemodel.m': JSON.stringify(entry)},
        })),
      ),
    },
  )

describe('downloadRows', () => {
  it('computes percent and remaining time from what the agent reports', () => {
    const progress = {phase: 'Downloading', totalBytes: 1000, completedBytes: 399, speedBytesPerSec: 100}
    assert.deepEqual(
      downloadRows(model('In_Transit', {a: {status: 'Updating', progress}, b: {status: 'Ready', progress}})),
      [
        {
          model: 'm',
          node: 'a',
          status: 'Updating',
          phase: 'Downloading',
          percent: 39,
          bytesPerSecond: 100,
          remainingSeconds: 7,
        },
        {model: 'm', node: 'b', status: 'Ready'},
      ],
    )
  })

  it('says nothing that the agent does not know yet', () => {
    const progress = {phase: 'Scanning', totalBytes: 0, completedBytes: 0, speedBytesPerSec: 0}
    assert.deepEqual(downloadRows(model('In_Transit', {a: {status: 'Updating', progress}})), [
      {model: 'm', node: 'a', status: 'Updating', phase: 'Scanning'},
    ])
  })
})

describe('downloadState', () => {
  it('a node that the model counts and whose agent has not been heard is waited for', () => {
    assert.equal(downloadState(model('Ready', {}, ['a'])), 'running')
    assert.equal(downloadState(model('Ready', {a: {status: 'Ready'}}, ['a'])), 'done')
  })

  for (const [state, entries, expected] of [
    ['Ready', {a: {status: 'Ready'}}, 'done'],
    ['Ready', {a: {status: 'Ready'}, b: {status: 'Updating'}}, 'running'],
    ['Ready', {a: {status: 'Ready'}, b: {status: 'Failed'}}, 'done'],
    ['In_Transit', {}, 'running'],
    ['Failed', {}, 'failed'],
  ] as const)
    it(`${state} ${JSON.stringify(entries)}: ${expected}`, () =>
      assert.equal(downloadState(model(state, entries)), expected))
})

describe('downloadSummary', () => {
  it('counts nodes by state, with the least percent of each', () => {
    const rows = [
      {model: 'm', node: 'a', status: 'Ready'},
      {model: 'm', node: 'b', status: 'Updating', phase: 'Downloading', percent: 45},
      {model: 'm', node: 'c', status: 'Updating', phase: 'Downloading', percent: 30},
      {model: 'n', node: 'a', status: 'Failed'},
    ] as const

    assert.equal(downloadSummary(rows), 'm: 1 of 3 nodes Ready, 2 Downloading (30%); n: 0 of 1 nodes Ready, 1 Failed')
  })
})
