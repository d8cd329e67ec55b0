import assert from 'node:assert/strict'
import {checkClaim, checkObjectStorage, checkS3, hubUri, localFolder, parseIdList} from './import-request.ts'

describe('parseIdList', () => {
  it('takes one id per line and leaves comments out', () => {
    assert.deepEqual(parseIdList('# three\nQwen/Qwen3-8B\n\n  google/gemma-2-9b-it@v1  # small\r\n', 'models.txt'), [
      {id: 'Qwen/Qwen3-8B'},
      {id: 'google/gemma-2-9b-it', revision: 'v1'},
    ])
  })

  it('names the line that is wrong', () => {
    assert.throws(() => parseIdList('Qwen/Qwen3-8B\nllama\n', 'models.txt'), {
      kind: 'usage',
      message: 'models.txt, line 2: "llama" is not the id of a hub model',
    })
  })

  it('refuses a list of nothing', () => {
    assert.throws(() => parseIdList('# nothing\n', 'models.txt'), {kind: 'usage', message: 'models.txt names no model'})
  })
})

describe('storage addresses', () => {
  it('oci:// is object storage, and an image reference is refused with the way out', () => {
    assert.deepEqual(checkObjectStorage('oci://n/t/b/models/o/llama/8b/'), {bucket: 'models', prefix: 'llama/8b'})
    assert.throws(() => checkObjectStorage('oci://registry/model:tag'), {
      kind: 'usage',
      message: /is no address of object storage: .*oci:\/\/n\/NAMESPACE/,
    })
  })

  it('s3:// and pvc:// are taken apart', () => {
    assert.deepEqual(checkS3('s3://bucket@eu-west-1/models/x'), {bucket: 'bucket', prefix: 'models/x'})
    assert.deepEqual(checkClaim('pvc://ns:claim/llama'), {namespace: 'ns', claim: 'claim', path: 'llama'})
    assert.deepEqual(checkClaim('pvc://claim/llama/'), {claim: 'claim', path: 'llama'})
  })

  for (const [check, wrong] of [
    [checkS3, 's3://bucket'],
    [checkS3, 'http://x/y'],
    [checkClaim, 'pvc://claim'],
    [checkClaim, 'pvc:///x'],
    [localFolder, 'models/x'],
    [localFolder, '/models/../etc'],
    [localFolder, '/'],
  ] as const)
    it(`refuses ${wrong}`, () => assert.throws(() => check(wrong), {kind: 'usage'}))

  it('folders lose the slash at the end; main is the branch that is not written', () => {
    assert.equal(localFolder('/raid/models/x/'), '/raid/models/x')
    assert.equal(hubUri({id: 'a/b', revision: 'main'}), 'hf://a/b')
    assert.equal(hubUri({id: 'a/b', revision: 'v1'}), 'hf://a/b@v1')
  })
})
