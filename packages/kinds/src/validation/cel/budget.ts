import {inTime} from '../in-time.ts'

/** An expression that is ready to run. It throws what CEL calls an error. */
export type Program = (context: Readonly<Record<string, unknown>>) => unknown

/** The real server counts the cost of expressions; here the time of all expressions of one write is bounded. */
const budgetMs = 400

/** Thrown by an expression that would use more than is left of the budget. */
export class BudgetError extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
    this.name = 'BudgetError'
  }
}

/** Only what goes through lists and maps can take long: the language has no other loops. */
const loops = /\.\s*(all|exists|exists_one|existsOne|map|filter|transformList|transformMap|sortBy)\s*\(|\bsets\s*\./

let left = budgetMs
let isRenewing = false

/** A write begins: what others used before it in the same turn of the event loop is not its own. */
export function renewBudget(): void {
  left = budgetMs
}

/** The program within the budget of what happens in one turn of the event loop, which one write never leaves. */
export function bounded(source: string, program: Program): Program {
  if (!loops.test(source)) return program
  return (context) => {
    if (!isRenewing) {
      isRenewing = true
      setImmediate(() => {
        renewBudget()
        isRenewing = false
      })
    }
    if (left < 1) throw new BudgetError()
    const began = performance.now()
    const result = inTime(Math.ceil(left), () => program(context))
    left -= performance.now() - began
    if (!result) {
      left = 0
      throw new BudgetError()
    }
    return result.value
  }
}
