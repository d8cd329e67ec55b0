import type {Context} from '@ome/sdk/context'
import {parseYaml} from '@ome/sdk/yaml'
import {deployWorldOf} from '../compose.ts'
import type {EngineName} from '../domain/engine-name.ts'
import type {BackupFolder} from '../keep/domain/backup.ts'
import {planAgain} from '../keep/usecases/make-again.ts'
import {waitForEngine} from './wait-for-engine.ts'

const usualTimeoutMs = 20 * 60_000

/** Makes the engine of a backup again where it is gone, and waits until it serves. What it tells is not the result: stderr. */
export async function makeEngineAgain(
  context: Context,
  folder: BackupFolder,
  engine: EngineName,
  {yes, timeout = usualTimeoutMs}: {readonly yes: boolean; readonly timeout?: number | undefined},
): Promise<void> {
  const [document] = await parseYaml(folder.engine() ?? '', {source: 'ragengine.yaml'})
  const plan = await planAgain(await deployWorldOf(context, {offline: false}), engine, document)
  if (plan) {
    const {runPlan} = await import('@ome/sdk/plan-run')
    const {io} = context
    const aside: Context = Object.assign(Object.create(context), {io: {...io, out: io.err}})
    await runPlan(plan, {yes}, aside)
  }
  await waitForEngine(context, engine, timeout)
}
