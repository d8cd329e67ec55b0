import assert from 'node:assert/strict'
import {findingLines, findingText} from './doctor-view.ts'
import {fail, ok, warn} from './finding.ts'

describe('findings for people', () => {
  it('leave the cells before a fix empty', () => {
    const [, fix = {text: ''}] = findingLines([warn('path', 'bad', 'ome x')])
    const page = {width: 80, now: new Date(0), wide: false, allNamespaces: false}
    assert.deepEqual(
      findingText.columns?.map(({value}) => value(fix, page)),
      [' ', ' ', 'fix: ome x'],
    )
  })

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
