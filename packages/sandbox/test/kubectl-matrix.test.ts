import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {kubectlOf} from '../../../tools/clients.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {Kubectl} from './kubectl-matrix/kubectl.ts'
import {generations, type Record, readRecord, resultOf, withUntried, writeRecord} from './kubectl-matrix/record.ts'
import {rows} from './kubectl-matrix/rows.ts'
import {type Course, runRows} from './kubectl-matrix/run-rows.ts'

/** @feature API: every verb of five generations of kubectl, one by one | golden */
describe('kubectl, verb by verb', function () {
  this.timeout(300_000)
  const programs = new Map<string, string | Error>()
  const courses = new Map<string, Course>()
  const clusters: Cluster[] = []
  const found: Record = {}
  let home: string

  const start = async (minor: string, program: string): Promise<{kubectl: Kubectl; minor: string}> => {
    const cluster = await startCluster({speed: 50})
    clusters.push(cluster)
    const kubeconfig = join(home, `config-${minor}`)
    await writeFile(kubeconfig, JSON.stringify(cluster.kubeconfig))
    return {kubectl: await Kubectl.create(program, kubeconfig, `verbs-${minor.replace('.', '-')}`), minor}
  }

  // The generations run side by side, each on a cluster of its own; each test waits for its own outcome.
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'ome-verbs-'))
    for (const minor of generations) programs.set(minor, await kubectlOf(minor).catch((error: Error) => error))
    for (const [minor, program] of programs)
      if (typeof program === 'string')
        courses.set(
          minor,
          runRows(() => start(minor, program)),
        )
  })
  after(async () => {
    await Promise.all([...courses.values()].map(({over}) => over))
    await Promise.all(clusters.map((cluster) => cluster.stop()))
    await rm(home, {recursive: true, force: true})
    if (process.env['OME_GOLDEN']) writeRecord(withUntried(found, readRecord(), [...courses.keys()]))
  })

  for (const minor of generations)
    describe(`kubectl ${minor}`, () => {
      before(function () {
        const program = programs.get(minor)
        if (typeof program === 'string') return
        const parent = this.test?.parent
        if (parent) parent.title += `: ${program?.message}`
        this.skip()
      })
      for (const row of rows)
        it(`${row.verb}: ${row.form}`, async () => {
          const outcome = await courses.get(minor)?.outcome(row)
          assert.ok(outcome)
          if (outcome.error) throw outcome.error
          const result = resultOf(row, outcome)
          const forms = found[row.verb] ?? {}
          found[row.verb] = {...forms, [row.form]: {...forms[row.form], [minor]: result}}
          if (!process.env['OME_GOLDEN']) assert.equal(result, readRecord()[row.verb]?.[row.form]?.[minor])
        })
    })
})
