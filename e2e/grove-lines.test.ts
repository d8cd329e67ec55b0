import assert from 'node:assert/strict'
import {read} from './grove-lines/read.ts'
import {count, testLines} from './source-lines.ts'
import {given} from './target.ts'

const courses = [read]

/** The lines are about the objects of the scenario, so they run on sandboxes only. */
if (given === undefined) testLines('the command lines of the Grove documents', 'tour-grove', courses)

describe('the rows of the Grove documents', () => {
  it('are all lines that read', () => {
    assert.equal(count(read.lines), 15)
  })
})
