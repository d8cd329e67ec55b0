import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {CommandClass} from '@ome/testkit/run'
import BudgetCheck from '../src/commands/cost/budget/check.ts'
import BudgetDelete from '../src/commands/cost/budget/delete.ts'
import BudgetExport from '../src/commands/cost/budget/export.ts'
import BudgetSet from '../src/commands/cost/budget/set.ts'
import BudgetShow from '../src/commands/cost/budget/show.ts'
import Compare from '../src/commands/cost/compare.ts'
import Estimate from '../src/commands/cost/estimate.ts'
import History from '../src/commands/cost/history.ts'
import CostIdle from '../src/commands/cost/idle.ts'
import Optimize from '../src/commands/cost/optimize.ts'
import CostRecord from '../src/commands/cost/record.ts'
import Cost from '../src/commands/cost.ts'
import {type TestWorld, world} from './world.ts'

type Example = CommandClass & {readonly examples?: readonly unknown[]}

/** In an order in which each finds what it needs. */
const commands: Readonly<Record<string, Example>> = {
  'cost budget set': BudgetSet,
  'cost budget show': BudgetShow,
  'cost budget check': BudgetCheck,
  'cost budget export': BudgetExport,
  'cost budget delete': BudgetDelete,
  'cost estimate': Estimate,
  'cost compare': Compare,
  'cost optimize': Optimize,
  'cost idle': CostIdle,
  'cost history': History,
  'cost record': CostRecord,
  cost: Cost,
}

/** Some end so on purpose: the budget of the example is over, and nobody listens at its address. */
const codes: Readonly<Record<string, number>> = {
  'cost budget check': 3,
  'cost budget check prod-llama --webhook https://chat.example.com/hooks/ID': 3,
}

describe('examples in the help', () => {
  let tour: TestWorld
  let cwd: string
  before(async () => {
    tour = await world({scenario: 'tour'})
    cwd = await mkdtemp(join(tmpdir(), 'ome-cost-'))
    await writeFile(join(cwd, 'prices.yaml'), 'prices: []\n')
  })
  after(async () => {
    await tour.stop()
    await rm(cwd, {recursive: true})
  })

  for (const [id, command] of Object.entries(commands))
    for (const example of command.examples ?? []) {
      const line = String(example)
        .replace('<%= config.bin %> ', '')
        .replace(/ [|>].*$/, '')
      it(line, async () => {
        const local = line.replace('https://chat.example.com', 'http://127.0.0.1:9')
        const words = local.split(' ').slice(id.split(' ').length)
        const {code, err} = await tour.run(command, words, {cwd})
        assert.equal(code, codes[line] ?? 0, err)
      })
    }
})
