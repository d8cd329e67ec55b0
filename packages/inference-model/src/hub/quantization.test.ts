import assert from 'node:assert/strict'
import {quantizationOf} from './quantization.ts'

describe('quantizationOf', () => {
  for (const [method, expected] of [
    ['fp8', 'fp8'],
    ['fbgemm_fp8', 'fp8'],
    ['int4', 'int4'],
    ['awq', undefined],
    ['compressed-tensors', undefined],
  ] as const)
    it(`${method} is ${expected}`, () =>
      assert.equal(quantizationOf({quantization_config: {quant_method: method}}), expected))
})
