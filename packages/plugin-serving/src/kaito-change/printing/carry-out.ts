import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import type {Plan} from '@ome/sdk/plan'
import {serverStatus} from '@ome/sdk/status'
import type {Stage} from '../../printing/serving-command.ts'

/** Carries a plan out. What admission or the schema refuses is what was typed: `usage`, in the server's words. */
export async function carryOut(stage: Stage, plan: Plan, flags: WriteFlags): ReturnType<Stage['plan']> {
  try {
    return await stage.plan(plan, flags)
  } catch (error) {
    const code = serverStatus(error)?.code
    if (!isOmeError(error) || (code !== 400 && code !== 422)) throw error
    throw new OmeError('usage', error.message, error.hints, {cause: error})
  }
}
