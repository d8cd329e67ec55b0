import assert from 'node:assert/strict'
import fc from 'fast-check'
import {divergedAt, logReader, progressOf} from './training-log.ts'

const readLog = (lines: readonly string[]) => {
  const reader = logReader()
  for (const line of lines) reader.add(line)
  return reader.read()
}

const bar = (step: number, left = '06:00') => ` 40%|████      | ${step}/300 [04:00<${left}, 2.00s/it]`

describe('the log of a training', () => {
  it('tells stages, steps and losses', () => {
    const log = readLog([
      "training_config: {'TrainingArguments': {'output_dir': '/mnt/results'}}",
      'INFO 11-21 12:00:00 fine_tuning.py:72] Model Loaded',
      'trainable params: 12,582,912 || all params: 3,833,662,464 || trainable%: 0.3282',
      "Dataset loaded successfully from /mnt/data/data.parquet with file type 'parquet'.",
      'Map: 100%|██████████| 100/100 [00:00<00:00, 900 examples/s]',
      `${bar(9)}\r${bar(10, '09:40')}`,
      "{'loss': 2.31, 'grad_norm': 0.862, 'learning_rate': 4.833e-05, 'epoch': 0.1}",
      bar(20, '09:20'),
      "{'loss': '2.1', 'grad_norm': 'nan', 'learning_rate': '4.6e-05', 'epoch': '0.2', 'num_tokens': 12}",
    ])
    assert.deepEqual(log, {
      isModelLoaded: true,
      isDataLoaded: true,
      isComplete: false,
      progress: {step: 20, totalSteps: 300, etaSeconds: 560},
      points: [
        {step: 10, epoch: 0.1, loss: 2.31, learningRate: 4.833e-5},
        {step: 20, epoch: 0.2, loss: 2.1, learningRate: 4.6e-5},
      ],
    })
  })

  it('tells the end, and losses of the test split', () => {
    const log = readLog([
      bar(300, '00:00'),
      "{'eval_loss': 1.2, 'eval_runtime': 3.0, 'epoch': 3.0}",
      "{'train_runtime': 620.1, 'train_samples_per_second': 0.5, 'train_loss': 1.41, 'epoch': 3.0}",
      'INFO 11-21 12:00:00 fine_tuning.py:80] Fine-Tuning completed',
    ])
    assert.deepEqual(log.points, [{step: 300, epoch: 3, evalLoss: 1.2}])
    assert.deepEqual([log.trainLoss, log.runtimeSeconds, log.isComplete], [1.41, 620.1, true])
  })

  it('tells a loss that is no number, and from where on it is none', () => {
    const line = (loss: string, step: number) => [bar(step), `{'loss': ${loss}, 'grad_norm': nan, 'epoch': 0.1}`]
    const log = readLog([line("'nan'", 10), line('1.5', 20), line('inf', 30), line('nan', 40)].flat())
    const {points} = readLog([line('nan', 10), line('1.5', 20)].flat())

    assert.deepEqual(
      log.points.map(({loss}) => loss),
      [Number.NaN, 1.5, Number.POSITIVE_INFINITY, Number.NaN],
    )
    assert.deepEqual([divergedAt(log), divergedAt({points})], [{step: 30}, undefined])
  })

  it('tells the last error', () => {
    const lines = [
      'Traceback (most recent call last):',
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
    ]
    assert.equal(readLog(lines).error, lines[1])
    assert.equal(readLog(['ValueError: no text column']).error, 'ValueError: no text column')
    assert.equal(readLog(['INFO no Error here']).error, undefined)
  })

  it('reads bars with hours and without a guess', () => {
    assert.deepEqual(progressOf(bar(3, '1:00:05')), {step: 3, totalSteps: 300, etaSeconds: 3605})
    assert.deepEqual(progressOf('  0%|          | 0/300 [00:00<?, ?it/s]'), {step: 0, totalSteps: 300})
    assert.equal(progressOf('Loading checkpoint shards: 100%|##| 2/2 [00:01<00:00, 1.2it/s]'), undefined)
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({unit: 'binary'})), (lines) => void readLog(lines)),
      {numRuns: 50},
    )
  })
})
