import assert from 'node:assert/strict'
import {shortReason} from './short-reason.ts'

describe('the short reason of a rejection', () => {
  for (const [reason, expected] of [
    [
      "model format 'mt:safetensors:1.0.0:A:transformers:4.42.3' not in supported formats: architecture mismatch (model=A, runtime=B), framework version mismatch (model=4.42.3, runtime=4.47.0); format mismatch (model=x, runtime=y)",
      'architecture mismatch (model=A, runtime=B)',
    ],
    ["model format 'mt:x' not in supported formats: no supported formats defined", 'no supported formats defined'],
    ['model size 8B is outside supported range [1B, 2B]', 'model size 8B is outside supported range [1B, 2B]'],
    [
      'runtime r does not support model safetensors: model size 8B is outside supported range [1B, 2B]',
      'model size 8B is outside supported range [1B, 2B]',
    ],
    ['runtime is disabled', 'runtime is disabled'],
  ] as const)
    it(reason.slice(0, 60), () => assert.equal(shortReason(reason), expected))
})
