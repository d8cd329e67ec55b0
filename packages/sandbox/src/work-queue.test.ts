import assert from 'node:assert/strict'
import {workQueue} from './work-queue.ts'

describe('the work queue', () => {
  it('goes on after a task that throws, and says which it was', async () => {
    const faults: string[] = []
    const done: string[] = []
    const queue = workQueue((task, error) => faults.push(`${task}: ${error instanceof Error ? error.message : error}`))

    queue.add('bad', () => {
      throw new Error('broken')
    })
    queue.add('good', () => done.push('good'))
    queue.add('good', () => done.push('again'))
    await queue.idle()

    assert.deepEqual([faults, done], [['bad: broken'], ['good']])
  })
})
