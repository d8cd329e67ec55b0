import assert from 'node:assert/strict'
import {keep} from './ome-lines/keep.ts'
import {look} from './ome-lines/look.ts'
import {models} from './ome-lines/models.ts'
import {serve} from './ome-lines/serve.ts'
import {count, testLines} from './source-lines.ts'
import {given} from './target.ts'

const courses = [look, models, serve, keep]

/** The lines are about the objects of the scenario, so they run on sandboxes only. */
if (given === undefined) testLines('the command lines of the OME document', 'tour', courses)

describe('the rows of the OME document', () => {
  it('are all of its lines', () => {
    assert.equal(count(courses.flatMap(({lines}) => lines)), 108)
  })
})
