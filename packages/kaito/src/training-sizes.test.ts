import assert from 'node:assert/strict'
import {sizesOf} from './training-sizes.ts'

describe('the sizes of a training', () => {
  for (const [what, config, sizes] of [
    [
      'are read as numbers, as the trainer does',
      {per_device_train_batch_size: '64', max_length: 512},
      {batch: 64, sequence: 512},
    ],
    ['are left to what is usual', {per_device_train_batch_size: 0, max_length: null}, {}],
    ['are left out where they are none', {per_device_train_batch_size: 'many', max_length: {}}, {}],
  ] as const)
    it(what, () => assert.deepEqual(sizesOf({training_config: {TrainingArguments: config}}), sizes))
})
