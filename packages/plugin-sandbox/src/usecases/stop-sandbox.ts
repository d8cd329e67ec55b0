import type {SandboxHost, SandboxRecord} from '../domain/sandbox.ts'

/** Ends the sandbox; undefined when none was running. */
export async function stopSandbox(host: SandboxHost): Promise<SandboxRecord | undefined> {
  const found = await host.inspect()
  if (found.state === 'stopped') return undefined
  if (found.state === 'running') await host.stop(found.record)
  await host.clear()
  return found.state === 'running' ? found.record : undefined
}
