import assert from 'node:assert/strict'
import {findingLines} from './doctor-view.ts'
import {fail, ok, warn} from './finding.ts'

describe('findings for people', () => {
  it('have the fix directly below, once for the same check, and none where all is well', () => {
    const texts = findingLines([
      ok('node', 'Node.js 24'),
      fail('cluster', 'a: no answer', 'ome get nodes --context a --verbose'),
      {...warn('links', 'gone', 'ome plugin unlink x'), status: 'ok', done: 'unlinked x'},
      warn('groups', 'b: may not be read', 'ome auth whoami'),
      warn('groups', 'c: may not be read', 'ome auth whoami'),
    ]).map(({status, check, text}) => [status, check, text].filter(Boolean).join(' '))

    assert.deepEqual(texts, [
      'ok node Node.js 24',
      'fail cluster a: no answer',
      'fix: ome get nodes --context a --verbose',
      'ok links gone: unlinked x',
      'warn groups b: may not be read',
      'fix: ome auth whoami',
      'warn groups c: may not be read',
    ])
  })
})
