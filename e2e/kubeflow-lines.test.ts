import assert from 'node:assert/strict'
import {look} from './kubeflow-lines/look.ts'
import {projects} from './kubeflow-lines/projects.ts'
import {count, testLines} from './source-lines.ts'
import {given} from './target.ts'

const courses = [look, projects]

/** The lines are about the objects of the scenario, so they run on sandboxes only. */
if (given === undefined) testLines('the command lines of the document about kf', 'tour-platform', courses)

describe('the rows of the document about kf', () => {
  it('are all its lines', () => {
    const of = (section: string) =>
      count(courses.flatMap(({lines}) => lines.filter((line) => line.section === section)))
    assert.deepEqual([of('general'), of('components'), of('commands')], [9, 7, 6])
  })
})
