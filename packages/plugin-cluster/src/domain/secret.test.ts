import assert from 'node:assert/strict'
import {withoutSecrets} from './secret.ts'

describe('a Secret without its values', () => {
  it('keeps keys and sizes, and nothing that was applied', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 's', annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{"data":"x"}', a: 'b'}},
      type: 'Opaque',
      data: {token: Buffer.from('hf_secret').toString('base64'), empty: ''},
    }
    assert.deepEqual(withoutSecrets(secret), {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: 's', annotations: {a: 'b'}},
      type: 'Opaque',
      data: {token: '9 bytes', empty: '0 bytes'},
    })
  })

  it('leaves other objects alone', () => {
    const configMap = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'c'}, data: {a: 'b'}}
    assert.equal(withoutSecrets(configMap), configMap)
  })
})
