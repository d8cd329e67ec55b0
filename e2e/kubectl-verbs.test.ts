import assert from 'node:assert/strict'
import {join} from 'node:path'
import {Kubectl} from '../packages/sandbox/test/kubectl-matrix/kubectl.ts'
import {rows} from '../packages/sandbox/test/kubectl-matrix/rows.ts'
import {type Course, runRows} from '../packages/sandbox/test/kubectl-matrix/run-rows.ts'
import {pinnedMinor} from '../tools/clients.ts'
import {root} from './program.ts'
import {given, uniqueNamespace} from './target.ts'

/** On sandboxes packages/sandbox/test/kubectl-matrix.test.ts runs the same rows, with more generations of kubectl. */
if (given !== undefined)
  describe('kubectl, verb by verb, on the cluster given', function () {
    this.timeout(600_000)
    let course: Course
    before(() => {
      const program = join(root, 'tools', 'bin', 'kubectl')
      course = runRows(async () => ({
        kubectl: await Kubectl.create(program, given ?? '', uniqueNamespace()),
        minor: pinnedMinor,
      }))
    })
    after(() => course.over)

    for (const row of rows)
      it(`${row.verb}: ${row.form}`, async function () {
        const {error, untried} = await course.outcome(row)
        if (error) throw error
        if (untried === undefined) return
        assert.ok(this.test)
        this.test.title += `: ${untried}`
        this.skip()
      })
  })
