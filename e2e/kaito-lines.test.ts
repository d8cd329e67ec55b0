import assert from 'node:assert/strict'
import {cost} from './kaito-lines/cost.ts'
import {models} from './kaito-lines/models.ts'
import {observe} from './kaito-lines/observe.ts'
import {rag, ragDeploy} from './kaito-lines/rag.ts'
import {change, deploy} from './kaito-lines/serve.ts'
import {tuning, tuningStart} from './kaito-lines/tuning.ts'
import {type Course, testLines} from './source-lines.ts'
import {given} from './target.ts'

const courses: readonly Course[] = [deploy, change, models, observe, tuningStart, tuning, ragDeploy, rag, cost]

/** The lines are about the objects of the scenario, so they run on sandboxes only. */
if (given === undefined) testLines("the command lines of the document of KAITO's plugin", 'tour-kaito', courses)

describe("the rows of the document of KAITO's plugin", () => {
  it('are its lines, each once', () => {
    const sections = courses.flatMap(({lines}) => lines.flatMap(({section, beside}) => (beside ? [] : [section])))
    const missing = Array.from({length: 95}, (_, index) => `K${index + 1}`).filter((name) => !sections.includes(name))
    assert.deepEqual(missing, [])
    assert.equal(new Set(sections).size, sections.length)
  })
})
