import type {Context} from '@ome/sdk/context'
import {pause} from '@ome/sdk/pause'
import {spin} from '@ome/sdk/steps'
import {plain} from '@ome/sdk/text'
import type {WantedService} from '../domain/served-service.ts'
import type {ServiceWorld} from '../domain/service-world.ts'
import {awaitService} from '../usecases/await-service.ts'

const betweenLooksMs = 1000

/** Waits for the URL of a service and says on stderr what it waits for: on a terminal in place, in a pipe line by line. */
export async function readyUrl(
  context: Context,
  world: ServiceWorld,
  service: WantedService,
  timeoutMs: number,
): Promise<string> {
  const {io, now} = context
  let title = `waiting for inferenceservice/${service.object.metadata.name}`
  const tell = (text: string): void => {
    title = text
    if (!io.errIsTTY) io.err(`${plain(text)}\n`)
  }
  const wait = {timeoutMs, now, tell, pause: () => pause(context, betweenLooksMs)}
  return await spin(() => title, awaitService(world, service, wait), {io})
}
