import type {SandboxHost} from '../domain/sandbox.ts'
import {runningSandbox} from './running-sandbox.ts'

/** Forgets the journal of a sandbox that does not run. Throws `not-found` when there is nothing to forget either. */
export async function forgetJournal(host: SandboxHost): Promise<void> {
  await host.clear()
  if (!(await host.forget())) await runningSandbox(host)
}
