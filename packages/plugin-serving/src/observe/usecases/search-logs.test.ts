import assert from 'node:assert/strict'
import {searchLines} from './search-logs.ts'

async function* lines(...texts: readonly string[]) {
  for (const text of texts) {
    const [pod = '', line = ''] = text.split(':')
    yield {pod, at: '', text: line}
  }
}

const found = async (context: number, ...texts: readonly string[]) =>
  (await searchLines(lines(...texts), /x/, context)).map(
    ({pod, text, isMatch}) => `${pod}:${text}${isMatch ? '!' : ''}`,
  )

describe('a search in logs', () => {
  it('gives the lines that match', async () =>
    assert.deepEqual(await found(0, 'a:1', 'a:x2', 'b:x3'), ['a:x2!', 'b:x3!']))

  it('gives lines of the same pod around them, each once', async () => {
    assert.deepEqual(await found(1, 'a:1', 'b:1', 'a:x2', 'b:2', 'a:3', 'a:x4', 'a:5', 'a:6'), [
      'a:1',
      'a:x2!',
      'a:3',
      'a:x4!',
      'a:5',
    ])
  })
})
