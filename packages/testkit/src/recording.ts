import {AsyncLocalStorage} from 'node:async_hooks'
import type {Request} from './rights.ts'

/** One run of a command class and what it asked of clusters. */
export interface RecordedRun {
  readonly argv: readonly string[]
  /** Namespace of the context, before any flag. */
  readonly namespace: string
  /** Each different request once. */
  readonly requests: Map<string, Request>
}

const runs = new Map<unknown, RecordedRun[]>()
const current = new AsyncLocalStorage<RecordedRun>()

/** Does the work as a run of this command: what clients made within it ask is kept for the coverage of its rights. */
export function recorded<Result>(
  command: unknown,
  {argv, namespace}: Pick<RecordedRun, 'argv' | 'namespace'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const run: RecordedRun = {argv, namespace, requests: new Map()}
  runs.set(command, [...(runs.get(command) ?? []), run])
  return current.run(run, work)
}

/** Where a client that is made now keeps its requests; undefined outside a run. */
export const currentRun = (): RecordedRun | undefined => current.getStore()

/** Keeps a request of a run, without telling apart repeated ones. */
export function keep(run: RecordedRun, request: Request): void {
  run.requests.set(`${request.method} ${request.path} ${request.status ?? ''}`, request)
}

/** All runs of a command class in this process. */
export const runsOf = (command: unknown): readonly RecordedRun[] => runs.get(command) ?? []
