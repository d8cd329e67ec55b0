import assert from 'node:assert/strict'
import {toModel} from '@ome/inference-model/model'
import {differenceOf} from './difference.ts'
import {clusterSubject, type Subject} from './subject.ts'

const keysecret = toModel({
  apiVersion: 'ome.io/v1beta1',
  kind: 'BaseModel',
  metadata: {name: 'keysecret', namespace: 'default'},
  spec: {storage: {storageUri: 'hf://a/b'}},
})

describe('the difference of two models', () => {
  it('takes the vendor of a model of the cluster from the model alone, and that of the hub from the id', () => {
    const mine = clusterSubject({...keysecret, usedBy: []})
    const hub: Subject = {name: 'Qwen/Qwen3-8B', metadata: mine.metadata, read: 'test'}
    const {rows} = differenceOf(mine, hub, {around: undefined, namespace: 'default'})
    assert.deepEqual(
      rows.find(({field}) => field === 'vendor'),
      {field: 'vendor', left: null, right: 'Qwen', same: false},
    )
  })
})
