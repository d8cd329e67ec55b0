import assert from 'node:assert/strict'
import {driven, native} from './grove-lines/change.ts'
import {names} from './grove-lines/names.ts'
import {read} from './grove-lines/read.ts'
import {count, testLines} from './source-lines.ts'
import {given} from './target.ts'

const courses = [read, native, driven, names]

/** The lines are about the objects of the scenario, so they run on sandboxes only. */
if (given === undefined) testLines('the command lines of the Grove documents', 'tour-grove', courses)

describe('the rows of the Grove documents', () => {
  it('are all lines that read', () => {
    assert.equal(count(read.lines), 15)
    assert.equal(count(names.lines), 18)
  })
  it('are all lines that change', () => {
    assert.equal(count([...native.lines, ...driven.lines]), 26)
  })
})
