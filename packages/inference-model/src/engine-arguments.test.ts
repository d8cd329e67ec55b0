import assert from 'node:assert/strict'
import {engineLimits} from './engine-arguments.ts'

describe('the limits of an engine', () => {
  for (const [engine, line, limits] of [
    ['vllm', '', {sequences: 256, memoryShare: 0.9, kvBytes: 2}],
    [
      'vllm',
      '--max-model-len=8192 --max-num-seqs 64 --kv-cache-dtype=fp8_e5m2',
      {contextTokens: 8192, sequences: 64, memoryShare: 0.9, kvBytes: 1},
    ],
    [
      'sglang',
      '--context-length 4096 --mem-fraction-static=0.8',
      {contextTokens: 4096, sequences: 256, memoryShare: 0.8, kvBytes: 2},
    ],
    ['vllm', '--max-model-len=auto --gpu-memory-utilization=7', {sequences: 256, memoryShare: 0.9, kvBytes: 2}],
    ['unknown', '--max-num-seqs', {sequences: 256, memoryShare: 0.9, kvBytes: 2}],
  ] as const)
    it(`${engine} ${line}`, () => assert.deepEqual(engineLimits({engine, args: line.split(' ')}), limits))
})
