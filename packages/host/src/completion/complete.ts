import type {Context, Folders} from '@ome/sdk/context'
import type {Launch} from '../launch/start.ts'

export async function complete(
  words: readonly string[],
  world: {launch: Launch; folders: Folders; env: Context['env']},
): Promise<number> {
  process.stdout.write(`:4\n`)
  return words.length * 0 + Number(world.launch === undefined)
}
