import {OmeError} from '@ome/sdk/errors'
import type {Rollout} from './rollout.ts'

export const resumeLine = (where: string): string => `ome grove rollout resume ${where}`
const abort = (where: string): string => `ome grove rollout abort ${where}`

/** What a rollout that stopped leaves to do: an error where it is not as asked, a hint where it waits as asked. */
export function stopError(
  rollout: Rollout,
  where: string,
  asked: 'abort' | 'pause' | undefined,
): OmeError | string | undefined {
  const {phase, reason, message = ''} = rollout
  if (phase === 'Done') return undefined
  if (phase === 'Aborted') {
    if (asked === 'abort') return undefined
    return new OmeError('unmet', `the rollout was aborted and the set is as before: ${message}`, [
      `see what was measured: ome grove rollout status ${where}`,
    ])
  }
  if (phase === 'AwaitingApproval') return `go on: ${resumeLine(where)}`
  if (reason === 'canary') return `go on: ome grove rollout promote ${where}; go back: ${abort(where)}`
  if (asked === 'pause' && (reason === 'user' || reason === 'hold')) return `go on: ${resumeLine(where)}`
  if (reason === 'hold') {
    return new OmeError('conflict', `the hold stays: ${message}`, [
      `roll what was written: ${resumeLine(where)}`,
      `put back what was before: ${abort(where)} --force`,
    ])
  }
  if (reason === 'edited') {
    return new OmeError('conflict', `the rollout stopped: ${message}`, [
      `take the change over: ${resumeLine(where)} --adopt`,
      `go back: ${abort(where)} --force`,
    ])
  }
  return new OmeError('unmet', `the rollout stopped: ${message}`, [
    `go on: ${resumeLine(where)}`,
    `go back: ${abort(where)}`,
  ])
}
