import type {Context} from '@ome/sdk/context'
import {applyPlan} from '@ome/sdk/plan-apply'
import {resultLine} from '@ome/sdk/plan-text'
import type {Changing} from '../domain/ports.ts'

/** Writes plans that were agreed to. */
export const planWriter =
  (context: Context): Changing['carryOut'] =>
  async (plan) => {
    const kube = await context.kube()
    await context.mayWrite?.()
    const results = await applyPlan(plan, kube, {signal: context.signal})
    const failed = results.find(({error}) => error !== undefined)
    if (failed?.error) throw failed.error
    return results.map((result) => resultLine(result, 'none')).join('; ')
  }
