import type {SandboxHost, SandboxRecord, StartRequest} from '../domain/sandbox.ts'
import {runningSandbox} from './running-sandbox.ts'

/** What a sandbox was started with; its port stays, so that kubeconfigs in open shells stay right. */
const sameAgain = ({scenario, url, speed, seed, journal}: SandboxRecord): StartRequest => ({
  scenario,
  port: Number(new URL(url).port),
  speed,
  seed,
  journal: journal !== undefined,
})

/** Ends the running sandbox and starts it at the beginning of its scenario, or at a snapshot. What it kept is forgotten. */
export async function renewSandbox(
  host: SandboxHost,
  progress: (step: string) => void,
  snapshot?: string,
): Promise<SandboxRecord> {
  const record = await runningSandbox(host)
  await host.stop(record)
  await host.clear()
  await host.forget()
  return await host.start({...sameAgain(record), ...(snapshot !== undefined && {snapshot})}, progress)
}
