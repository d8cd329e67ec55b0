import assert from 'node:assert/strict'
import {deliveryOf, parseStorageUri, storageForms} from './storage-uri.ts'

describe('parseStorageUri', () => {
  for (const [uri, parts] of [
    ['hf://org/model', {scheme: 'hf', id: 'org/model'}],
    ['hf://org/model@v2', {scheme: 'hf', id: 'org/model', revision: 'v2'}],
    ['oci://n/tenancy/b/models/o/a/b/', {scheme: 'oci', bucket: 'models', path: 'a/b'}],
    ['pvc://claim/llama', {scheme: 'pvc', claim: 'claim', path: 'llama'}],
    ['pvc://ml:claim/llama', {scheme: 'pvc', namespace: 'ml', claim: 'claim', path: 'llama'}],
    ['local:///raid/models/x', {scheme: 'local', path: '/raid/models/x'}],
    ['s3://bucket@us-east-1/models/x', {scheme: 's3', bucket: 'bucket', path: 'models/x'}],
    ['gs://bucket/x', {scheme: 'gs', path: 'bucket/x'}],
  ] as const)
    it(uri, () => assert.deepEqual(parseStorageUri(uri), parts))

  for (const uri of ['', 'model', 'ftp://x/y', 'hf://model', 'oci://registry/model:tag', 'pvc://claim', 's3://bucket'])
    it(`refuses "${uri}"`, () => assert.equal(parseStorageUri(uri), undefined))
})

describe('deliveryOf', () => {
  it('knows every scheme', () => {
    const by = (servesPvc: boolean) =>
      Object.keys(storageForms).map((scheme) => deliveryOf(scheme as keyof typeof storageForms, {servesPvc}))
    assert.deepEqual(by(false), ['agent', 'agent', 'never', 'in-place', 'in-place', 'never', 'never', 'never', 'never'])
    assert.equal(by(true)[2], 'claim')
  })
})
